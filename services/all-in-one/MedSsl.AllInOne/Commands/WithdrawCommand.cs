using System.CommandLine;
using System.Text;
using MedSsl.AllInOne.Sessions;
using MedSsl.Contracts.Privacy;
using MedSsl.Hosting;
using MedSsl.Ingestion;
using MedSsl.ObjectStorage;
using MedSsl.Sharding.Withdrawal;

namespace MedSsl.AllInOne.Commands;

/// <summary>Withdrawal of a patient: start it, follow it, read and check its report (docs/withdrawal.md).</summary>
internal static class WithdrawCommand
{
    private sealed record Row(string Withdrawal, string State, DateTimeOffset AcceptedAt, DateTimeOffset? CompletedAt, int Series, int Samples, int Objects, IReadOnlyList<string> Runs);

    private static readonly Option<string[]> Pseudonym = new("--pseudonym") { Description = "Pseudonym of the patient, P and 32 hexadecimal digits; may be repeated for one person", HelpName = "P", DefaultValueFactory = _ => [] };
    private static readonly Option<string?> PatientId = new("--patient-id") { Description = "The patient's own number instead, from which the site keys make the pseudonyms; - reads it from standard input, which keeps it out of the shell's history and the list of processes", HelpName = "-" };
    private static readonly Option<string?> Issuer = new("--issuer") { Description = "Issuer of Patient ID, where the images have one; only with --patient-id", HelpName = "NAME" };
    private static readonly Option<string> RequestedBy = new("--requested-by") { Description = "Who asks, as a role or ticket; stands in the report and must not name the patient", Required = true, HelpName = "TEXT" };
    private static readonly Option<string> Reason = new("--reason") { Description = "Why; stands in the report and must not name the patient", DefaultValueFactory = _ => "consent revoked", HelpName = "TEXT" };
    private static readonly Option<string?> Id = new("--id") { Description = "Id of the withdrawal; the id of an unfinished one follows it. Default: a new one", HelpName = "ID" };
    private static readonly Argument<string> Withdrawal = new("ID") { Description = "Id of the withdrawal" };
    private static readonly Option<string?> Folder = new("--out") { Description = "Also write report.json, report.sig, report.pem and report.html into this folder", HelpName = "DIR" };
    private static readonly Option<string?> Key = new("--key") { Description = "Public key in PEM that you trust. Default: the key beside the report, whose fingerprint is shown", HelpName = "FILE" };

    public static Command Create() => new("withdraw", "Take a patient out of everything, for good, and refuse later images of the patient")
    {
        new Command("start", "Withdraw a patient and wait for the signed report; it cannot be taken back") { Pseudonym, PatientId, Issuer, RequestedBy, Reason, Id }.Does(StartAsync),
        new Command("status", "List withdrawals").Does(async (parsed, output, cancellationToken) => Answer(output, await RowsAsync(await StoreSession.OpenAsync(parsed, cancellationToken), cancellationToken))),
        new Command("report", "What was found, removed, and what remains") { Withdrawal, Folder }.Does(ReportAsync),
        new Command("verify", "Check the signature of a report") { Withdrawal, Key }.Does(VerifyAsync),
    };

    private static async Task<int> StartAsync(ParseResult parsed, Output output, CancellationToken cancellationToken)
    {
        var command = new WithdrawPatient
        {
            WithdrawalId = parsed.GetValue(Id) ?? $"withdrawal-{Guid.CreateVersion7():N}",
            Pseudonyms = await PseudonymsAsync(parsed, output, cancellationToken),
            RequestedBy = parsed.GetValue(RequestedBy)!,
            Reason = parsed.GetValue(Reason)!,
        };
        await using var session = await PlatformSession.OpenAsync(parsed, [], cancellationToken);
        await session.SendAsync(command, cancellationToken);
        output.Progress($"  withdrawal {command.WithdrawalId} is accepted: from now on the patient is used no more, and what remains of the work is done whatever happens to this command");
        await PlatformSession.WaitForAsync(
            async token => await session.Store.StatAsync(ObjectKeys.WithdrawalPending(command.WithdrawalId), token) is null ? await WithdrawalReports.FindAsync(session.Store, command.WithdrawalId, token) : null, cancellationToken);
        return Answer(output, [.. (await RowsAsync(session.Store, cancellationToken)).Where(row => row.Withdrawal == command.WithdrawalId)]);
    }

    private static async Task<IReadOnlyList<string>> PseudonymsAsync(ParseResult parsed, Output output, CancellationToken cancellationToken)
    {
        var given = parsed.GetValue(Pseudonym) ?? [];
        if (parsed.GetValue(PatientId) is not { } patientId)
        {
            return given.Length > 0 ? given : throw new UsageException("expected --pseudonym P or --patient-id -");
        }

        if (patientId != "-")
        {
            output.Progress("  the patient's number is in the history of this shell and in the list of processes now; --patient-id - reads it from standard input");
        }

        var number = patientId == "-" ? (await Console.In.ReadLineAsync(cancellationToken))?.Trim() : patientId;
        if (string.IsNullOrEmpty(number))
        {
            throw new UsageException("--patient-id: expected a number, found nothing");
        }

        var made = PatientPseudonyms.Of(number, parsed.GetValue(Issuer), ServiceHost.CreateBuilder(GlobalOptions.ToConfiguration(parsed)).Configuration);
        return made.Count > 0 ? [.. given.Union(made)] : throw new CommandFailedException("there is no site key here (Ingestion:SiteKey, Ingestion:SiteKeyFile or spool/site.key of the data folder), without which the number gives no pseudonym");
    }

    private static int Answer(Output output, List<Row> rows)
    {
        output.Answer(rows, table =>
        {
            table.AddColumns("withdrawal", "state", "accepted", "completed", "series", "samples", "objects", "runs");
            rows.ForEach(row => table.AddRow(
                row.Withdrawal, row.State, $"{row.AcceptedAt:u}", row.CompletedAt is { } at ? $"{at:u}" : "", $"{row.Series}", $"{row.Samples}", $"{row.Objects}", string.Join(", ", row.Runs)));
        });
        return ExitCodes.Success;
    }

    private static async Task<List<Row>> RowsAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        await foreach (var request in WithdrawalReports.RequestsAsync(store, cancellationToken))
        {
            var id = request.Command.WithdrawalId;
            var report = (await WithdrawalReports.FindAsync(store, id, cancellationToken))?.Report;
            var isPending = report is null || await store.StatAsync(ObjectKeys.WithdrawalPending(id), cancellationToken) is not null;
            rows.Add(new Row(
                id, isPending ? "under way" : "complete", request.AcceptedAt, report?.CompletedAt, report?.Found.Series.Count ?? 0,
                report?.Found.CountSamples() ?? 0, report?.Found.Objects.Count ?? 0, [.. report?.Runs.Select(run => run.RunId) ?? []]));
        }

        return rows;
    }

    private static async Task<int> ReportAsync(ParseResult parsed, Output output, CancellationToken cancellationToken)
    {
        var signed = await FindAsync(parsed, cancellationToken);
        if (parsed.GetValue(Folder) is { } folder)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllBytesAsync(Path.Combine(folder, "report.json"), signed.Json, cancellationToken);
            await File.WriteAllBytesAsync(Path.Combine(folder, "report.sig"), signed.Signature, cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "report.pem"), signed.PublicKey, cancellationToken);
            await File.WriteAllBytesAsync(Path.Combine(folder, "report.html"), signed.Page, cancellationToken);
        }

        if (output.IsJson)
        {
            Console.Out.WriteLine(Encoding.UTF8.GetString(signed.Json));
            return ExitCodes.Success;
        }

        output.Answer(signed.Report, table =>
        {
            table.AddColumns("found and removed", "number", "bytes");
            foreach (var kind in signed.Report.Found.Objects.GroupBy(found => found.Kind, StringComparer.Ordinal))
            {
                table.AddRow(kind.Key, $"{kind.Count()}", $"{kind.Sum(found => found.Bytes)}");
            }
        });
        signed.Report.Remains.ToList().ForEach(sentence => output.Line($"Remains: {sentence}"));
        return ExitCodes.Success;
    }

    private static async Task<int> VerifyAsync(ParseResult parsed, Output output, CancellationToken cancellationToken)
    {
        var signed = await FindAsync(parsed, cancellationToken);
        var key = parsed.GetValue(Key) is { } file ? await File.ReadAllTextAsync(file, cancellationToken) : signed.PublicKey;
        var (isGood, fingerprint) = (ReportSignature.Verify(signed.Json, signed.Signature, key), ReportSignature.Fingerprint(key));
        output.Answer(new { withdrawal = signed.Report.Request.Command.WithdrawalId, report = signed.Report.Number, signature = isGood ? "good" : "wrong", key = fingerprint }, table =>
        {
            table.AddColumns("withdrawal", "report", "signature", "fingerprint of the key");
            table.AddRow(signed.Report.Request.Command.WithdrawalId, $"{signed.Report.Number}", isGood ? "good" : "wrong: the report or the signature was changed, or the key is another one", fingerprint);
        });
        return isGood ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static async Task<SignedReport> FindAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var id = Require.Name("ID", parsed.GetValue(Withdrawal)!);
        return await WithdrawalReports.FindAsync(await StoreSession.OpenAsync(parsed, cancellationToken), id, cancellationToken)
            ?? throw new CommandFailedException($"there is no report on a withdrawal {id}; `medssl withdraw status` lists withdrawals, and those under way have none yet");
    }
}
