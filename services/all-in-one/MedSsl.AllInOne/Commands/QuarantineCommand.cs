using System.CommandLine;
using System.Security.Cryptography;
using MedSsl.AllInOne.Sessions;
using MedSsl.Contracts.Ingestion;
using MedSsl.Hosting;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Quarantine;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.DependencyInjection;

namespace MedSsl.AllInOne.Commands;

internal static class QuarantineCommand
{
    private sealed record Released(string Sha256, bool IsStored, string? SeriesUid, string? SopInstanceUid, string? ReasonCode, string? Reason);

    private static readonly Argument<string[]> Inputs = new("SHA256") { Description = "Digests of inputs, as `quarantine ls` lists them", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Argument<string> Input = new("SHA256") { Description = "Digest of an input, as `quarantine ls` lists it" };
    private static readonly Option<string?> Reason = new("--reason") { Description = "Inputs that were refused for this reason", HelpName = "CODE" };
    private static readonly Option<string?> Dataset = new("--dataset") { Description = "Inputs that were sent to this dataset", HelpName = "NAME" };
    private static readonly Option<FileInfo> Out = new("--out") { Description = "File to write; its content may name a patient", Required = true, HelpName = "FILE" };

    public static Command Create() => new("quarantine", "Refused inputs: list them, give them another chance, take one out, forget them")
    {
        new Command("ls", "List refused inputs and why they were refused") { Reason, Dataset }.Does(ListAsync),
        new Command("release", "Try inputs again, as if they came now; what is refused again stays") { Inputs, Reason, Dataset }.Does(ReleaseAsync),
        new Command("export", "Open the seal of an input and write its bytes to a file; the audit trail says who did") { Input, Out }.Does(ExportAsync),
        new Command("drop", "Forget inputs for good") { Inputs, Reason, Dataset }.Does(DropAsync),
    };

    private static async Task<int> ListAsync(ParseResult parsed, Output output, CancellationToken cancellationToken)
    {
        await using var session = await OpenAsync(parsed, cancellationToken);
        var found = await Quarantine(session).ListAsync(parsed.GetValue(Reason), parsed.GetValue(Dataset), cancellationToken).ToListAsync(cancellationToken);
        Show(output, found);
        return ExitCodes.Success;
    }

    private static async Task<int> ReleaseAsync(ParseResult parsed, Output output, CancellationToken cancellationToken)
    {
        await using var session = await OpenAsync(parsed, cancellationToken);
        var release = session.Services.GetRequiredService<QuarantineRelease>();
        var results = new List<Released>();
        foreach (var input in await ChosenAsync(parsed, session, cancellationToken))
        {
            if (await release.ReleaseAsync(input.ContentSha256, cancellationToken) is { } outcome)
            {
                results.Add(new Released(input.ContentSha256, outcome.IsStored, outcome.SeriesUid, outcome.SopInstanceUid, outcome.ReasonCode, outcome.Reason));
            }
        }

        output.Answer(results, table =>
        {
            table.AddColumns("input", "became", "why not");
            results.ForEach(result => table.AddRow(result.Sha256, result.IsStored ? $"instance {result.SopInstanceUid}" : "refused again", result.IsStored ? "" : $"{result.ReasonCode}: {result.Reason}"));
        });
        return results.All(result => result.IsStored) ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static async Task<int> ExportAsync(ParseResult parsed, Output output, CancellationToken cancellationToken)
    {
        var (sha256, file) = (Digest(parsed.GetValue(Input)!), parsed.GetValue(Out)!);
        await using var session = await OpenAsync(parsed, cancellationToken);
        try
        {
            var content = await session.Services.GetRequiredService<QuarantineExport>().ExportAsync(sha256, cancellationToken) ?? throw Unknown(sha256);
            await File.WriteAllBytesAsync(file.FullName, content, cancellationToken);
            output.Answer(new { sha256, file = file.FullName, bytes = content.Length }, table =>
            {
                table.AddColumns("input", "file", "bytes");
                table.AddRow(sha256, file.FullName, $"{content.Length}");
            });
            return ExitCodes.Success;
        }
        catch (CryptographicException)
        {
            throw new CommandFailedException($"{sha256}: the seal does not open; it was sealed with another site key (Ingestion:SiteKey), or it is damaged");
        }
    }

    private static async Task<int> DropAsync(ParseResult parsed, Output output, CancellationToken cancellationToken)
    {
        await using var session = await OpenAsync(parsed, cancellationToken);
        var chosen = await ChosenAsync(parsed, session, cancellationToken);
        foreach (var input in chosen)
        {
            await Quarantine(session).DropAsync(input.ContentSha256, cancellationToken);
        }

        Show(output, chosen);
        return ExitCodes.Success;
    }

    /// <summary>The inputs that were named, or those that the options choose. To choose everything, somebody must say so by a reason or a dataset.</summary>
    private static async Task<List<InstanceRejected>> ChosenAsync(ParseResult parsed, PlatformSession session, CancellationToken cancellationToken)
    {
        var named = (parsed.GetValue(Inputs) ?? []).Select(Digest).ToList();
        var (reason, dataset) = (parsed.GetValue(Reason), parsed.GetValue(Dataset));
        if (named.Count > 0 == (reason ?? dataset) is not null)
        {
            throw new UsageException("expected either digests, or --reason and --dataset, not both and not neither");
        }

        if (named.Count == 0)
        {
            return await Quarantine(session).ListAsync(reason, dataset, cancellationToken).ToListAsync(cancellationToken);
        }

        var chosen = new List<InstanceRejected>();
        foreach (var sha256 in named)
        {
            chosen.Add(await Quarantine(session).FindAsync(sha256, cancellationToken) ?? throw Unknown(sha256));
        }

        return chosen;
    }

    private static Task<PlatformSession> OpenAsync(ParseResult parsed, CancellationToken cancellationToken) => PlatformSession.OpenAsync(parsed, [IngestionExtensions.Module], cancellationToken);

    private static QuarantineStore Quarantine(PlatformSession session) => session.Services.GetRequiredService<QuarantineStore>();

    private static string Digest(string text) => Sha256Digest.IsValid(text) ? text : throw new UsageException($"SHA256: expected 64 lower-case hexadecimal digits, found \"{text}\"");

    private static CommandFailedException Unknown(string sha256) => new($"{sha256} is not in the quarantine; `medssl quarantine ls` lists what is");

    private static void Show(Output output, List<InstanceRejected> inputs) => output.Answer(inputs, table =>
    {
        table.AddColumns("input", "dataset", "refused", "reason", "found");
        inputs.ForEach(input => table.AddRow(input.ContentSha256, input.Dataset, $"{input.RejectedAt:u}", input.ReasonCode, input.Reason));
    });
}
