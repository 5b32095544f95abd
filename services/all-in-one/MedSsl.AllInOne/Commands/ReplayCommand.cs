using System.CommandLine;
using System.Globalization;
using MedSsl.AllInOne.Sessions;
using MedSsl.Catalogue.Lineage;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Training.Faults;

namespace MedSsl.AllInOne.Commands;

internal static class ReplayCommand
{
    private static readonly Option<string> Run = new("--run") { Description = "Id of the run", Required = true, HelpName = "ID" };
    private static readonly Option<long> Step = new("--step") { Description = "Step, from 1, as progress and curve count them; also one that is yet to come", Required = true, HelpName = "N" };
    private static readonly Option<string?> Out = new("--out") { Description = "Also write the images as 16-bit PGM files, named by slot and key, each stretched to its range", HelpName = "FOLDER" };

    private static readonly Option<bool> Fault = new("--fault") { Description = "Take a step that gave numbers which are not finite again, from the state before it, and say where they are" };

    private sealed record Row(int Slot, string Modality, long Draw, long Epoch, string? Key, string? SopInstanceUid, int? Frame, string? PatientId, string Shard, string? Sha256, string? Replaced);

    public static Command Create() => new Command("replay", "Say which samples a step of a run trained on: computed from the order of the run, not from a log") { Run, Step, Out, Fault }.Does(async (parsed, output, cancellationToken) =>
    {
        var step = parsed.GetValue(Step);
        if (step < 1)
        {
            throw new UsageException($"--step: expected a whole number from 1, found {step}");
        }

        var store = await StoreSession.OpenAsync(parsed, cancellationToken);
        if (parsed.GetValue(Fault))
        {
            return await TakeAgainAsync(store, parsed, output, step, cancellationToken);
        }

        var lineage = await OpenAsync(store, parsed, Require.Name("--run", parsed.GetValue(Run)!), cancellationToken);
        var batch = await lineage.BatchAsync(step, cancellationToken);
        if (parsed.GetValue(Out) is { } folder)
        {
            await WriteAsync(store, batch, folder, cancellationToken);
        }

        var rows = batch.Select(row => new Row(
            row.Slot, row.Modality, row.Draw, row.Epoch, row.Sample?.Metadata.Key, row.Sample?.Metadata.SopInstanceUid, row.Sample?.Metadata.Frame, row.Sample?.Metadata.PatientId, row.ShardId, row.Sample?.Sha256, row.Replaced)).ToList();
        output.Answer(new { run = lineage.Order.RunId, lineage.Order.Dataset, version = lineage.Order.DatasetVersion, step, taken = step <= lineage.Steps, batch = rows }, table =>
        {
            table.AddColumns("slot", "modality", "draw", "epoch", "key", "instance", "frame", "patient", "note");
            rows.ForEach(row => table.AddRow(
                $"{row.Slot}", row.Modality, $"{row.Draw}", $"{row.Epoch}", row.Key ?? "-", row.SopInstanceUid ?? "-", $"{row.Frame}", row.PatientId ?? "-", row.Key is null ? "withdrawn since" : row.Replaced is { } reason ? $"in the place of one that was {reason}" : ""));
        });
        return ExitCodes.Success;
    });

    private static async Task<int> TakeAgainAsync(IObjectStore store, ParseResult parsed, Output output, long step, CancellationToken cancellationToken)
    {
        var run = Require.Name("--run", parsed.GetValue(Run)!);
        var replayed = await FaultReplay.RunAsync(store, StoreSession.CacheOf(parsed, store), run, step, TimeProvider.System, cancellationToken)
            ?? throw new CommandFailedException($"no fault of step {step} of run {run} is recorded; the reason of a run that failed names its step");
        output.Answer(new { run, step, replayed.Recorded, replayed.Again, replayed.Loss }, table =>
        {
            table.AddColumns("step", "recorded", "now", "first not finite", "loss");
            table.AddRow($"{step}", replayed.Recorded.Message, replayed.Again?.Message ?? "all is finite", replayed.Again?.Tensor ?? "-", replayed.Loss?.ToString("F4", CultureInfo.InvariantCulture) ?? "-");
        });
        return ExitCodes.Success;
    }

    /// <summary>The lineage of a run that recorded its order.</summary>
    public static async Task<RunLineage> OpenAsync(IObjectStore store, ParseResult parsed, string run, CancellationToken cancellationToken) =>
        await RunLineage.OpenAsync(store, run, StoreSession.CacheOf(parsed, store), cancellationToken)
            ?? throw new CommandFailedException($"there is no run {run} that recorded its order: it was never begun, or by a version before orders were recorded");

    private static async Task WriteAsync(IObjectStore store, IReadOnlyList<BatchRow> batch, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        foreach (var row in batch)
        {
            if (row is { Sample: { } sample, Stored: { } shard })
            {
                var payload = await store.ReadRangeAsync(shard.Shard.Key, sample.Offset, sample.Length, cancellationToken)
                    ?? throw new CommandFailedException($"{shard.Shard.Key} is named by the dataset and is not in the store");
                await PortableGrayMap.WriteAsync(Path.Combine(folder, $"{row.Slot:D5}-{sample.Metadata.Key}.pgm"), SampleCodec.Decode(payload), cancellationToken);
            }
        }
    }
}
