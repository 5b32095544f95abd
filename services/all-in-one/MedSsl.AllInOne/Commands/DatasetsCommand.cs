using System.CommandLine;
using MedSsl.AllInOne.Sessions;
using MedSsl.Contracts.Ingestion;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.AllInOne.Commands;

internal static class DatasetsCommand
{
    private sealed record Row(string Dataset, int Version, int Shards, IReadOnlyDictionary<string, int> Samples, IReadOnlyList<string> Tasks);

    public static Command Create() => new Command("datasets", "List the datasets: newest version, samples per modality, labelled tasks") { DefineCommand.Create() }.Does(async (parsed, output, cancellationToken) =>
    {
        var store = await StoreSession.OpenAsync(parsed, cancellationToken);
        var rows = new List<Row>();
        foreach (var dataset in await Datasets.NamesAsync(store, cancellationToken))
        {
            rows.Add(await DescribeAsync(store, dataset, cancellationToken));
        }

        output.Answer(rows, table =>
        {
            table.AddColumns("dataset", "version", "shards", "samples", "labelled tasks");
            rows.ForEach(row => table.AddRow(row.Dataset, $"{row.Version}", $"{row.Shards}", string.Join(", ", row.Samples.Select(item => $"{item.Key} {item.Value}")), string.Join(", ", row.Tasks)));
        });
        return ExitCodes.Success;
    });

    private static async Task<Row> DescribeAsync(IObjectStore store, string dataset, CancellationToken cancellationToken)
    {
        DatasetManifest manifest = (await Datasets.FindAsync(store, dataset, null, cancellationToken))!;
        IReadOnlyList<string> tasks = manifest.Labels is { } labels ? [.. labels.Tables.Select(table => table.Task)] : [.. await LabelObjects.TasksAsync(store, dataset, cancellationToken)];
        var samples = manifest.Shards.GroupBy(shard => shard.Modality).OrderBy(group => group.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(shard => shard.SampleCount));
        return new Row(dataset, manifest.Version, manifest.Shards.Count, samples, tasks);
    }
}
