using System.CommandLine;
using System.Text.Json;
using MedSsl.AllInOne.Sessions;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.AllInOne.Commands;

internal static class ShardCommand
{
    private static readonly Argument<string> Dataset = new("DATASET") { Description = "Name of the dataset" };
    private static readonly Argument<string?> Key = new("KEY") { Description = "Key of the sample, or the beginning of it. Default: the first sample", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> Pgm = new("--pgm") { Description = "Also write the pixels as a 16-bit PGM image, stretched to the sample's range", HelpName = "FILE" };

    public static Command Create() => new("shard", "Look into the shards of a dataset")
    {
        new Command("ls", "List the samples of the newest version") { Dataset }.Does(ListAsync),
        new Command("cat", "Show one sample: its metadata, and its pixels as an image") { Dataset, Key, Pgm }.Does(ShowAsync),
    };

    private static async Task<int> ListAsync(ParseResult parsed, Output output, CancellationToken cancellationToken)
    {
        var (store, manifest) = await OpenAsync(parsed, cancellationToken);
        var samples = new List<SampleMetadata>();
        foreach (var shard in manifest.Shards)
        {
            samples.AddRange((await store.ReadVerifiedJsonAsync<ShardManifest>(shard.Manifest, cancellationToken)).Samples.Select(sample => sample.Metadata));
        }

        output.Answer(samples, table =>
        {
            table.AddColumns("key", "modality", "size", "patient", "instance", "frame", "split", "repeats");
            samples.ForEach(sample => table.AddRow(sample.Key, sample.Modality, Size(sample), sample.PatientId, $"{sample.InstanceNumber}", $"{sample.Frame}", PatientSplit.Of(sample.PatientId), sample.NearDuplicateOf ?? ""));
        });
        return ExitCodes.Success;
    }

    private static string Size(SampleMetadata sample) =>
        sample.Depth is { } depth ? $"{sample.Width}x{sample.Height / depth}x{depth}" : $"{sample.Width}x{sample.Height}";

    private static async Task<int> ShowAsync(ParseResult parsed, Output output, CancellationToken cancellationToken)
    {
        var (store, manifest) = await OpenAsync(parsed, cancellationToken);
        var key = parsed.GetValue(Key) ?? "";
        foreach (var shard in manifest.Shards)
        {
            var samples = await store.ReadVerifiedJsonAsync<ShardManifest>(shard.Manifest, cancellationToken);
            if (samples.Samples.FirstOrDefault(sample => sample.Metadata.Key.StartsWith(key, StringComparison.Ordinal)) is not { } found)
            {
                continue;
            }

            var payload = await store.ReadRangeAsync(shard.Shard.Key, found.Offset, found.Length, cancellationToken)
                ?? throw new CommandFailedException($"{shard.Shard.Key} is named by the dataset and is not in the store");
            var image = SampleCodec.Decode(payload);
            if (parsed.GetValue(Pgm) is { } file)
            {
                await PortableGrayMap.WriteAsync(file, image, cancellationToken);
            }

            output.Answer(new { metadata = found.Metadata, shard = shard.ShardId, found.Offset, found.Length }, table =>
            {
                table.AddColumns("field", "value");
                foreach (var property in JsonSerializer.SerializeToElement(found.Metadata, Json.Options).EnumerateObject())
                {
                    table.AddRow(property.Name, property.Value.ToString());
                }

                table.AddRow("shard", $"{shard.ShardId} at {found.Offset}, {found.Length} bytes");
                table.AddRow("stored values", $"{image.Pixels.Min()} to {image.Pixels.Max()}");
            });
            return ExitCodes.Success;
        }

        throw new CommandFailedException($"no sample of {manifest.Dataset} version {manifest.Version} begins with {key}; `medssl shard ls {manifest.Dataset}` lists them");
    }

    private static async Task<(IObjectStore Store, DatasetManifest Manifest)> OpenAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var store = await StoreSession.OpenAsync(parsed, cancellationToken);
        var dataset = Require.Name("DATASET", parsed.GetValue(Dataset)!);
        return (store, await Datasets.FindAsync(store, dataset, null, cancellationToken)
            ?? throw new CommandFailedException($"there is no dataset {dataset}; `medssl datasets` lists what there is"));
    }
}
