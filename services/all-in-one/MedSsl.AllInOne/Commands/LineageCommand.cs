using System.CommandLine;
using MedSsl.AllInOne.Sessions;
using MedSsl.Catalogue;
using MedSsl.Catalogue.Lineage;
using MedSsl.Hosting;
using MedSsl.Ingestion;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.AllInOne.Commands;

internal static class LineageCommand
{
    private const long MostRows = 1_000_000;

    private static readonly Option<string?> Instance = new("--instance") { Description = "SOP Instance UID, as it is stored or, where this machine has the site key, as it came", HelpName = "UID" };
    private static readonly Option<string?> Sample = new("--sample") { Description = "Key of a sample", HelpName = "KEY" };
    private static readonly Option<string?> Patient = new("--patient") { Description = "Pseudonym of a patient: all samples", HelpName = "PSEUDONYM" };
    private static readonly Option<string?> Shard = new("--shard") { Description = "Id of a shard: all its samples", HelpName = "ID" };
    private static readonly Option<string?> Run = new("--run") { Description = "Id of a run: the samples that it trained on", HelpName = "ID" };
    private static readonly Option<long?> From = new("--from") { Description = "First step, from 1, with --run. Default: 1", HelpName = "N" };
    private static readonly Option<long?> To = new("--to") { Description = "Last step, with --run. Default: the last one taken", HelpName = "N" };
    private static readonly Option<string?> Dataset = new("--dataset") { Description = "Dataset to look into. Default: all", HelpName = "NAME" };

    private sealed record FoundSample(
        string Dataset, string Key, string SopInstanceUid, int Frame, string SeriesUid, string PatientId, string Modality, string Shard, long Offset, int Length, int FirstVersion, int NewestVersion);

    private sealed record UsedSample(string Key, string SopInstanceUid, int Frame, string PatientId, string Shard, int Times, long FirstStep, long LastStep);

    public static Command Create() => new Command("lineage", "Say where an instance, sample or patient went (shards, dataset versions, runs and steps), or what a run trained on")
        { Instance, Sample, Patient, Shard, Run, From, To, Dataset }.Does(async (parsed, output, cancellationToken) =>
    {
        var asked = new[] { Instance, Sample, Patient, Shard, Run }.Where(option => parsed.GetValue(option) is not null).ToList();
        if (asked.Count != 1)
        {
            throw new UsageException("expected one of --instance, --sample, --patient, --shard and --run");
        }

        var store = await StoreSession.OpenAsync(parsed, cancellationToken);
        return asked[0] == Run ? await BackAsync(store, parsed, output, cancellationToken) : await ForthAsync(store, parsed, output, cancellationToken);
    });

    private static async Task<int> ForthAsync(IObjectStore store, ParseResult parsed, Output output, CancellationToken cancellationToken)
    {
        var samples = new List<FoundSample>();
        var exposures = new List<Exposure>();
        IReadOnlyList<string> names = parsed.GetValue(Dataset) is { } one ? [Require.Name("--dataset", one)] : await Datasets.NamesAsync(store, cancellationToken);
        foreach (var name in names)
        {
            if (await DatasetLineage.OpenAsync(store, name, cancellationToken) is not { } lineage)
            {
                throw new CommandFailedException($"there is no dataset {name}; `medssl datasets` lists what there is");
            }

            var rows = await RowsAsync(lineage, parsed, cancellationToken);
            foreach (var shard in rows.GroupBy(row => row.ShardId, StringComparer.Ordinal))
            {
                var first = await lineage.FirstVersionOfAsync(shard.Key, cancellationToken);
                samples.AddRange(shard.Select(row => new FoundSample(
                    name, row.Key, row.SopInstanceUid, row.Frame, row.SeriesUid, row.PatientId, row.Modality, row.ShardId, row.Offset, row.Length, first, lineage.NewestVersion)));
            }

            foreach (var run in rows.Count > 0 ? await lineage.RunsAsync(cancellationToken) : [])
            {
                exposures.Add(await (await ReplayCommand.OpenAsync(store, parsed, run, cancellationToken)).ExposureAsync(rows, cancellationToken));
            }
        }

        output.Answer(new { samples, runs = exposures }, table =>
        {
            table.AddColumns("dataset", "versions", "key", "instance", "frame", "shard", "at");
            samples.ForEach(row => table.AddRow(row.Dataset, $"{row.FirstVersion} to {row.NewestVersion}", row.Key, row.SopInstanceUid, $"{row.Frame}", row.Shard, $"{row.Offset}+{row.Length}"));
        });
        exposures.ForEach(exposure => output.Line(exposure.Times == 0
            ? $"run {exposure.RunId} ({exposure.Dataset} v{exposure.DatasetVersion}, {exposure.Steps} steps): none of them used"
            : $"run {exposure.RunId} ({exposure.Dataset} v{exposure.DatasetVersion}, {exposure.Steps} steps): {exposure.Samples} of them take part, used {exposure.Times} times, first in step {exposure.FirstStep}, last in step {exposure.LastStep}"));
        return samples.Count > 0 ? ExitCodes.Success : throw new CommandFailedException("no dataset has such a sample in its newest version; where a site keeps pseudonyms, the original UID is found on the machine with the site key only");
    }

    private static async Task<IReadOnlyList<CatalogueRow>> RowsAsync(DatasetLineage lineage, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Sample) is { } key)
        {
            return SampleKey.IsValid(key) ? await lineage.OfKeyAsync(key, cancellationToken) : throw new UsageException($"--sample: expected {SampleKey.Length} lower-case hexadecimal digits, found \"{key}\"");
        }

        if (parsed.GetValue(Patient) is { } patient)
        {
            return await lineage.OfPatientAsync(Require.Name("--patient", patient), cancellationToken);
        }

        if (parsed.GetValue(Shard) is { } shard)
        {
            return await lineage.OfShardAsync(shard, cancellationToken);
        }

        IReadOnlyList<CatalogueRow> rows = [];
        foreach (var uid in StoredUids.Of(parsed.GetValue(Instance)!, ServiceHost.CreateBuilder(GlobalOptions.ToConfiguration(parsed)).Configuration))
        {
            rows = rows.Count > 0 ? rows : await lineage.OfInstanceAsync(uid, cancellationToken);
        }

        return rows;
    }

    private static async Task<int> BackAsync(IObjectStore store, ParseResult parsed, Output output, CancellationToken cancellationToken)
    {
        var lineage = await ReplayCommand.OpenAsync(store, parsed, Require.Name("--run", parsed.GetValue(Run)!), cancellationToken);
        var (from, to) = (parsed.GetValue(From) ?? 1, parsed.GetValue(To) ?? lineage.Steps);
        var rows = lineage.Order.Rows.Values.Sum();
        if (from < 1 || to < from || (to - from + 1) * rows > MostRows)
        {
            throw new UsageException($"--from, --to: expected a range of steps from 1 with at most {MostRows / rows} steps ({rows} samples each); found {from} to {to}, and the run has taken {lineage.Steps}");
        }

        var used = new Dictionary<string, UsedSample>(StringComparer.Ordinal);
        var gone = 0;
        for (var step = from; step <= to; step++)
        {
            foreach (var row in await lineage.BatchAsync(step, cancellationToken))
            {
                if (row.Sample?.Metadata is not { } sample)
                {
                    gone++;
                    continue;
                }

                used[sample.Key] = used.TryGetValue(sample.Key, out var known)
                    ? known with { Times = known.Times + 1, LastStep = step }
                    : new UsedSample(sample.Key, sample.SopInstanceUid, sample.Frame, sample.PatientId, row.ShardId, 1, step, step);
            }
        }

        output.Answer(new { run = lineage.Order.RunId, lineage.Order.Dataset, version = lineage.Order.DatasetVersion, from, to, withdrawnSince = gone, samples = used.Values }, table =>
        {
            table.AddColumns("key", "instance", "frame", "patient", "shard", "times", "first step", "last step");
            used.Values.ToList().ForEach(row => table.AddRow(row.Key, row.SopInstanceUid, $"{row.Frame}", row.PatientId, row.Shard, $"{row.Times}", $"{row.FirstStep}", $"{row.LastStep}"));
        });
        return ExitCodes.Success;
    }
}
