using System.CommandLine;
using MedSsl.AllInOne.Sessions;
using MedSsl.Hosting;

namespace MedSsl.AllInOne.Commands;

internal static class RunCommand
{
    public static Command Create() => new Command("run", "Run every service in this process until it is stopped").Does(async (parsed, output, cancellationToken) =>
    {
        await using var session = await PlatformSession.OpenAsync(GlobalOptions.ToConfiguration(parsed), Services.All, cancellationToken);
        output.Line($"all services run; {string.Join(", ", session.Urls)} serves /health/ready, /metrics, /models, /benchmarks and a dashboard at /");
        await session.WaitForShutdownAsync(cancellationToken);
        return ExitCodes.Success;
    });
}
