using System.CommandLine;
using System.Globalization;
using MedSsl.AllInOne.Sessions;
using MedSsl.Contracts.Datasets;
using MedSsl.Contracts.Documents;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;

namespace MedSsl.AllInOne.Commands;

/// <summary><c>medssl datasets define</c>: a dataset by a filter over others.</summary>
internal static class DefineCommand
{
    private static readonly Argument<string> Dataset = new("NAME") { Description = "Name of the dataset; defined again, it gets its next version" };
    private static readonly Option<string[]> Sources = new("--from") { Description = "Dataset that samples are taken from, may be repeated. Default version: the newest", Required = true, HelpName = "DATASET[@VERSION]" };
    private static readonly Option<string?> Content = new("--content") { Description = "images or volumes. Default: both", HelpName = "WHAT" };
    private static readonly Option<string[]> Modalities = Several("--modality", "Modality, may be repeated", "CODE");
    private static readonly Option<string[]> BodyParts = Several("--body-part", "Body part, may be repeated", "NAME");
    private static readonly Option<string[]> Scanners = Several("--scanner", "Manufacturer and model, may be repeated", "NAME");
    private static readonly Option<string[]> ExcludedScanners = Several("--exclude-scanner", "Manufacturer and model to leave out, may be repeated", "NAME");
    private static readonly Option<string[]> ExcludedPatients = Several("--exclude-patient", "Pseudonym of a patient to leave out, may be repeated", "PSEUDONYM");
    private static readonly Option<string?> Split = new("--split") { Description = "train or test: patients of that part only", HelpName = "PART" };
    private static readonly Option<string?> Labelled = new("--labelled") { Description = "Samples with a label of this task only", HelpName = "TASK" };
    private static readonly Option<bool> Distinct = new("--drop-near-duplicates") { Description = "Leave out images that repeat another one of their series" };
    private static readonly Option<int?> PerSeries = new("--per-series") { Description = "Most samples of a series", HelpName = "N" };
    private static readonly Option<int?> PerPatient = new("--per-patient") { Description = "Most samples of a patient", HelpName = "N" };
    private static readonly Option<string[]> Mix = Several("--mix", "Share of a modality, repeated for each; they sum to 1", "CODE=SHARE");

    public static Command Create() => new Command("define", "Make a dataset by a filter over others; shards that it takes whole are shared")
    {
        Dataset, Sources, Content, Modalities, BodyParts, Scanners, ExcludedScanners, ExcludedPatients, Split, Labelled, Distinct, PerSeries, PerPatient, Mix,
    }.Does(async (parsed, output, cancellationToken) =>
    {
        var command = new DefineDataset { Dataset = parsed.GetValue(Dataset)!, Definition = Definition(parsed) };
        await using var session = await PlatformSession.OpenAsync(parsed, [], cancellationToken);
        var outcome = await RunAsync(session, command, output, cancellationToken);
        output.Answer(outcome, table =>
        {
            table.AddColumns("dataset", "version", "samples after each criterion");
            table.AddRow(outcome.Dataset, $"{outcome.Version}", string.Join(", ", outcome.Left));
        });
        return ExitCodes.Success;
    });

    /// <summary>Defines, and waits until there is a version or it is told why there is none.</summary>
    public static async Task<DefinitionOutcome> RunAsync(PlatformSession session, DefineDataset command, Output output, CancellationToken cancellationToken)
    {
        var accepted = await session.SendAsync(command, cancellationToken);
        output.Progress($"  {command.Dataset} is being defined");
        var digest = accepted.Id[(command.Dataset.Length + 1)..];
        var outcome = await PlatformSession.WaitForAsync(token => session.Store.ReadJsonAsync<DefinitionOutcome>(ObjectKeys.DefinitionOutcome(command.Dataset, digest), token), cancellationToken);
        return outcome.Version is not null ? outcome : throw new CommandFailedException($"{command.Dataset} is not defined: {string.Join(" ", outcome.Reasons)}");
    }

    private static DatasetDefinition Definition(ParseResult parsed) => new()
    {
        Sources = [.. parsed.GetValue(Sources)!.Select(Source)],
        Content = parsed.GetValue(Content),
        Modalities = List(parsed.GetValue(Modalities)),
        BodyParts = List(parsed.GetValue(BodyParts)),
        ScannerModels = List(parsed.GetValue(Scanners)),
        ExcludedScannerModels = List(parsed.GetValue(ExcludedScanners)),
        ExcludedPatients = List(parsed.GetValue(ExcludedPatients)),
        Split = parsed.GetValue(Split),
        LabelledTask = parsed.GetValue(Labelled),
        DropsNearDuplicates = parsed.GetValue(Distinct) ? true : null,
        MaxSamplesPerSeries = parsed.GetValue(PerSeries),
        MaxSamplesPerPatient = parsed.GetValue(PerPatient),
        ModalityMix = Shares(parsed.GetValue(Mix)),
    };

    private static DatasetSource Source(string text) => text.Split('@') switch
    {
        [var name] => new DatasetSource { Dataset = name },
        [var name, var version] when int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => new DatasetSource { Dataset = name, Version = number },
        _ => throw new UsageException($"--from: expected DATASET or DATASET@VERSION, found '{text}'"),
    };

    private static Dictionary<string, double>? Shares(string[]? texts)
    {
        if (texts is not { Length: > 0 })
        {
            return null;
        }

        var shares = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            if (text.Split('=') is not [var modality, var share] || !double.TryParse(share, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !shares.TryAdd(modality, value))
            {
                throw new UsageException($"--mix: expected CODE=SHARE, for example CT=0.5, each modality once; found '{text}'");
            }
        }

        return shares;
    }

    private static string[]? List(string[]? values) => values is { Length: > 0 } ? values : null;

    private static Option<string[]> Several(string name, string description, string help) => new(name) { Description = description, HelpName = help };
}
