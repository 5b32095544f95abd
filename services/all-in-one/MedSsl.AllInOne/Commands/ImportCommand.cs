using System.CommandLine;
using MedSsl.AllInOne.Sessions;
using MedSsl.Hosting;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Imports;
using MedSsl.Shards;
using Microsoft.Extensions.DependencyInjection;

namespace MedSsl.AllInOne.Commands;

internal static class ImportCommand
{
    private static readonly Argument<string?> Path = new("PATH") { Description = "A folder of DICOM files, or one file", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> Images = new("--images")
    {
        Description = "A manifest (CSV) of images and labels: path, modality, patient_id, study_id, series_id, instance_number, task, label, label_detail, mask_path, split_hint",
        HelpName = "MANIFEST",
    };
    private static readonly Option<string> Dataset = new("--dataset") { Description = "Dataset the images go to", DefaultValueFactory = _ => "default", HelpName = "NAME" };

    public static Command Create() => new Command("import", "Bring DICOM files, or images with a manifest, into a dataset") { Path, Images, Dataset }.Does(async (parsed, output, cancellationToken) =>
    {
        var request = CreateRequest(parsed.GetValue(Path), parsed.GetValue(Images), parsed.GetValue(Dataset)!);
        await using var session = await PlatformSession.OpenAsync(parsed, [IngestionExtensions.Module], cancellationToken);
        var (result, version) = await RunAsync(session, request, output, cancellationToken);
        Report(output, result, version);
        return result.Record.InstanceCount > 0 ? ExitCodes.Success : ExitCodes.Failure;
    });

    public static ImportRequest CreateRequest(string? path, string? images, string dataset)
    {
        if (path is null == images is null)
        {
            throw new UsageException("expected either PATH (a folder of DICOM files) or --images MANIFEST, not both and not neither");
        }

        Require.Name("--dataset", dataset);
        var full = System.IO.Path.GetFullPath(path ?? images!);
        return System.IO.Path.Exists(full)
            ? new ImportRequest { ImportId = $"import-{Guid.CreateVersion7():N}", Dataset = dataset, Path = full, IsManifest = images is not null }
            : throw new UsageException($"{full}: there is nothing at this path");
    }

    /// <summary>Imports, and waits until a published version of the dataset holds all of it.</summary>
    public static async Task<(ImportResult Result, DatasetManifest Version)> RunAsync(
        PlatformSession session, ImportRequest request, Output output, CancellationToken cancellationToken)
    {
        var queue = session.Services.GetRequiredService<ImportQueue>();
        var result = await queue.SubmitAsync(request, new ThrottledProgress<ImportProgress>(progress =>
            output.Progress($"  import   {progress.Done}/{progress.Total} files, {progress.Rejected} refused"))).WaitAsync(cancellationToken);
        output.Progress($"  import   {result.Record.InstanceCount} instances in {result.Record.SeriesUids.Count} series stored, {result.Refusals.Count} refused; waiting for the dataset");
        var version = await PlatformSession.WaitForAsync(token => Datasets.FindVersionWithImportAsync(session.Store, request.Dataset, request.ImportId, token), cancellationToken);
        return (result, version);
    }

    private static void Report(Output output, ImportResult result, DatasetManifest version)
    {
        foreach (var refusal in result.Refusals)
        {
            output.Progress($"  refused  {refusal.Input}: {refusal.ReasonCode}: {refusal.Reason}");
        }

        output.Answer(
            new { import = result.Record, refusals = result.Refusals, datasetVersion = version.Version, samples = version.Shards.Sum(shard => shard.SampleCount) },
            table =>
            {
                table.AddColumns("dataset", "version", "instances", "series", "refused", "samples in all");
                table.AddRow(version.Dataset, $"{version.Version}", $"{result.Record.InstanceCount}", $"{result.Record.SeriesUids.Count}", $"{result.Refusals.Count}", $"{version.Shards.Sum(shard => shard.SampleCount)}");
            });
    }
}
