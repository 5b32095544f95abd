using System.CommandLine;
using MedSsl.AllInOne.Sessions;
using MedSsl.Hosting;
using MedSsl.Hosting.Reconciliation;
using Microsoft.Extensions.DependencyInjection;

namespace MedSsl.AllInOne.Commands;

internal static class ReconcileCommand
{
    private sealed record Row(string Reconciler, int Repaired);

    public static Command Create() => new Command("reconcile", "Compare inputs with outputs in the object store, once, and put what is missing on its way again").Does(async (parsed, output, cancellationToken) =>
    {
        // Every message that is not known to have had its effect is taken for lost now: that is what the person asks for.
        await using var session = await PlatformSession.OpenAsync(parsed, Services.All, cancellationToken, "--Hosting:RepublishAfter=00:00:00.050", "--Hosting:ReconcileInterval=1.00:00:00");
        var rows = new List<Row>();
        foreach (var reconciler in session.Services.GetServices<IReconciler>())
        {
            rows.Add(new Row(reconciler.Name, await reconciler.ReconcileAsync(cancellationToken)));
        }

        output.Answer(rows, table =>
        {
            table.AddColumns("reconciler", "put on its way again");
            rows.ForEach(row => table.AddRow(row.Reconciler, $"{row.Repaired}"));
        });
        return ExitCodes.Success;
    });
}
