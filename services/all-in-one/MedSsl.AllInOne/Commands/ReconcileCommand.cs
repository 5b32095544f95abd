using System.CommandLine;
using MedSsl.AllInOne.Sessions;
using MedSsl.Hosting;
using MedSsl.Hosting.Reconciliation;
using Microsoft.Extensions.DependencyInjection;

namespace MedSsl.AllInOne.Commands;

internal static class ReconcileCommand
{
    private sealed record Row(string Reconciler, int Repaired);

    /// <summary>An effect that did not come within this time is put on its way again: two quiet passes further apart than this mean that all is done.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static Command Create() => new Command("reconcile", "Compare inputs with outputs in the object store, put what is missing on its way again, and wait until nothing is missing").Does(async (parsed, output, cancellationToken) =>
    {
        await using var session = await PlatformSession.OpenAsync(parsed, Services.All, cancellationToken, $"--Hosting:RepublishAfter={Patience}");
        var reconcilers = session.Services.GetServices<IReconciler>().ToList();
        var repaired = reconcilers.ToDictionary(reconciler => reconciler.Name, _ => 0, StringComparer.Ordinal);
        for (var quiet = 0; quiet < 2;)
        {
            var inPass = 0;
            foreach (var reconciler in reconcilers)
            {
                var count = await reconciler.ReconcileAsync(cancellationToken);
                repaired[reconciler.Name] += count;
                inPass += count;
            }

            quiet = inPass == 0 ? quiet + 1 : 0;
            await Task.Delay(Patience + TimeSpan.FromMilliseconds(500), cancellationToken);
        }

        output.Answer(repaired.Select(item => new Row(item.Key, item.Value)).ToList(), table =>
        {
            table.AddColumns("reconciler", "put on its way again");
            foreach (var (name, count) in repaired)
            {
                table.AddRow(name, $"{count}");
            }
        });
        return ExitCodes.Success;
    });
}
