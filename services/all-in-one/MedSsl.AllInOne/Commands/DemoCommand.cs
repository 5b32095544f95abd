using System.CommandLine;
using MedSsl.AllInOne.Demo;
using MedSsl.AllInOne.Sessions;
using MedSsl.Hosting;

namespace MedSsl.AllInOne.Commands;

internal static class DemoCommand
{
    private static readonly Option<string?> Data = new("--data") { Description = "A folder with manifest.csv, images and DICOM files, instead of phantoms", HelpName = "FOLDER" };

    public static Command Create() => new Command("demo", "The whole path on phantoms, or on real images: import, normalize, shard, train, register, benchmark") { Data }.Does(async (parsed, output, cancellationToken) =>
    {
        var scenario = DemoScenario.For(parsed.GetValue(Data));
        string home = Path.GetFullPath(parsed.GetValue(GlobalOptions.Home) ?? Path.Combine("medssl-data", "demo"));
        var finished = Path.Combine(home, "demo-finished");
        if (File.Exists(finished))
        {
            // A demo that ended is shown anew from the start; one that was interrupted goes on.
            Directory.Delete(home, recursive: true);
        }

        await using var session = await PlatformSession.OpenAsync(parsed, Services.All, cancellationToken, [.. scenario.Settings, $"--Hosting:DataFolder={home}"]);
        output.Progress($"all services run in this process on {home}; {string.Join(", ", session.Urls)} shows the status");
        var results = await new DemoRun(session, scenario, output, home).RunAsync(cancellationToken);
        BenchmarkCommand.Show(output, results.Select(item => item.Result).ToList());
        foreach (var (result, report) in results)
        {
            output.Line($"report   {result.Request.Task}: {report}");
        }

        await File.WriteAllTextAsync(finished, "", cancellationToken);
        return ExitCodes.Success;
    });
}
