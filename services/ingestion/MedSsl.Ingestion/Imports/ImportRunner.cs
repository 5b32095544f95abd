using System.Collections.Concurrent;
using MassTransit;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;
using MedSsl.Ingestion.Audit;
using MedSsl.Ingestion.Instances;
using MedSsl.Ingestion.Series;
using MedSsl.Ingestion.Studies;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Imports;

/// <summary>
/// Runs one import: every input is ingested or refused, then the labels, the series and the import itself are made durable and told, in
/// this order. Running it again from the start after a crash stores nothing twice.
/// </summary>
internal sealed class ImportRunner(
    IObjectStore store, IBus bus, InstanceIngestor ingestor, SeriesCloser closer, StudyCloser studies, ImportAudit audit,
    IOptions<IngestionOptions> options, TimeProvider time)
{
    private const int LabelsPerSubmission = 10_000;

    public async Task<ImportResult> RunAsync(ImportRequest request, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        if (await store.ListAsync(ObjectKeys.DefinitionPrefix(request.Dataset), cancellationToken).AnyAsync(cancellationToken))
        {
            throw new ImportException($"dataset '{request.Dataset}' is defined by a filter over others and has no images of its own: choose another one");
        }

        var inputs = request.IsManifest ? ImageManifest.Read(request.Path) : DicomFolder.Read(request.Path);
        var outcomes = new ConcurrentBag<(ImportInput Input, InstanceOutcome Outcome)>();
        var rejected = 0;
        await Parallel.ForEachAsync(inputs, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken }, async (input, token) =>
        {
            var outcome = await IngestAsync(request, input, token);
            outcomes.Add((input, outcome));
            var refusals = outcome.IsStored ? Volatile.Read(ref rejected) : Interlocked.Increment(ref rejected);
            progress?.Report(new ImportProgress(outcomes.Count, inputs.Count, refusals));
        });

        var stored = outcomes.Where(item => item.Outcome.IsStored).ToList();
        await SubmitLabelsAsync(request, stored, cancellationToken);
        var seriesUids = stored.Select(item => item.Outcome.SeriesUid!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var studyUids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var seriesUid in seriesUids)
        {
            if (await closer.CloseAsync(request.Dataset, seriesUid, CompletionReasons.ImportEnd, cancellationToken) is { StudyUid.Length: > 0 } manifest)
            {
                studyUids.Add(manifest.StudyUid);
            }
        }

        await Parallel.ForEachAsync(studyUids, cancellationToken, async (studyUid, token) => await studies.CloseAsync(request.Dataset, studyUid, CompletionReasons.ImportEnd, token));
        await audit.WriteAsync(request, outcomes.Select(item => item.Outcome));
        return await CompleteAsync(request, outcomes, stored.Count, seriesUids, cancellationToken);
    }

    private async Task<InstanceOutcome> IngestAsync(ImportRequest request, ImportInput input, CancellationToken cancellationToken)
    {
        var (content, problem) = await ReadAsync(input, cancellationToken);
        if (problem is not null)
        {
            return await ingestor.RejectAsync(request.Dataset, content, RejectionReasons.UnreadableFile, problem, cancellationToken);
        }

        if (input.Row is not { } row || ImageFile.LooksLikeDicom(content))
        {
            return await ingestor.IngestAsync(request.Dataset, content, SourceNames.Import, cancellationToken);
        }

        return ImageFile.TryConvert(content, row, input.Path, out var dicom, out var reason)
            ? await ingestor.IngestAsync(request.Dataset, dicom, SourceNames.Import, cancellationToken)
            : await ingestor.RejectAsync(request.Dataset, content, RejectionReasons.NotDicom, reason, cancellationToken);
    }

    private async Task<(byte[] Content, string? Problem)> ReadAsync(ImportInput input, CancellationToken cancellationToken)
    {
        if (input.Problem is not null)
        {
            return ([], input.Problem);
        }

        try
        {
            var length = new FileInfo(input.Path).Length;
            return length <= options.Value.MaxFileBytes
                ? (await File.ReadAllBytesAsync(input.Path, cancellationToken), null)
                : ([], $"the file has {length} bytes, more than the limit of {options.Value.MaxFileBytes} (Ingestion:MaxFileBytes)");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The message of the operating system may repeat the path, which may hold a name: it stays out of the event.
            return ([], exception is FileNotFoundException or DirectoryNotFoundException ? "the file is not there" : "the file cannot be read");
        }
    }

    private async Task SubmitLabelsAsync(ImportRequest request, List<(ImportInput Input, InstanceOutcome Outcome)> stored, CancellationToken cancellationToken)
    {
        var byTask = stored
            .Where(item => item.Input.Row is { Task.Length: > 0, Label.Length: > 0 })
            .OrderBy(item => item.Outcome.SopInstanceUid, StringComparer.Ordinal)
            .ThenBy(item => item.Input.Row!.Line)
            .GroupBy(item => item.Input.Row!.Task, item => ToLabel(item.Input.Row!, item.Outcome), StringComparer.Ordinal);
        foreach (var task in byTask)
        {
            // One label per instance, as every submission must have it: where a manifest names a file twice, its first line speaks.
            foreach (var (index, labels) in task.DistinctBy(label => label.SopInstanceUid, StringComparer.Ordinal).Chunk(LabelsPerSubmission).Index())
            {
                var submission = new LabelsSubmitted
                {
                    SubmissionId = $"{request.ImportId}-{index}",
                    Dataset = request.Dataset,
                    Task = task.Key,
                    Source = "import",
                    Labels = labels,
                    SubmittedAt = time.GetUtcNow(),
                };
                await LabelObjects.PutAsync(store, submission, cancellationToken);
                await bus.Publish(submission, cancellationToken);
            }
        }
    }

    private static InstanceLabel ToLabel(ManifestRow row, InstanceOutcome outcome) => new()
    {
        SopInstanceUid = outcome.SopInstanceUid!,
        SeriesUid = outcome.SeriesUid,
        Value = row.Label,
        Detail = row.LabelDetail.Length > 0 ? row.LabelDetail : null,
        SplitHint = row.SplitHint is "train" or "val" or "test" ? row.SplitHint : null,
    };

    private async Task<ImportResult> CompleteAsync(
        ImportRequest request, IReadOnlyCollection<(ImportInput Input, InstanceOutcome Outcome)> outcomes, int stored, IReadOnlyList<string> seriesUids, CancellationToken cancellationToken)
    {
        var refusals = outcomes
            .Where(item => !item.Outcome.IsStored)
            .Select(item => new ImportRefusal(item.Input.Name, item.Outcome.ReasonCode!, item.Outcome.Reason!))
            .OrderBy(refusal => refusal.Input, StringComparer.Ordinal)
            .ToList();
        var record = new ImportRecord
        {
            ImportId = request.ImportId,
            Dataset = request.Dataset,
            SeriesUids = seriesUids,
            InstanceCount = stored,
            Rejected = refusals.CountBy(refusal => refusal.ReasonCode).ToDictionary(),
            CompletedAt = time.GetUtcNow(),
        };
        var put = await store.PutJsonAsync(ObjectKeys.Import(request.Dataset, request.ImportId), record, PutCondition.Overwrite, cancellationToken);
        await bus.Publish(
            new ImportCompleted
            {
                ImportId = request.ImportId,
                Dataset = request.Dataset,
                SeriesCount = seriesUids.Count,
                InstanceCount = stored,
                RejectedCount = refusals.Count,
                Record = put.Object,
                CompletedAt = record.CompletedAt,
            }, cancellationToken);
        return new ImportResult(record, refusals);
    }
}
