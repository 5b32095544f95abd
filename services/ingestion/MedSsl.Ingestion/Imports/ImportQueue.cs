using System.Text.Json;
using System.Threading.Channels;
using MedSsl.Contracts;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Imports;

/// <summary>
/// The imports of this machine, one after another. A request is on disk before it is answered and stays there until the import is
/// recorded in the object store: an import that a crash interrupted goes on when the process starts again.
/// </summary>
public sealed class ImportQueue : BackgroundService
{
    private readonly Channel<QueuedImport> queue = Channel.CreateUnbounded<QueuedImport>();
    private readonly ImportRunner runner;
    private readonly ILogger<ImportQueue> logger;
    private readonly string folder;

    internal ImportQueue(ImportRunner runner, IOptions<HostingOptions> options, ILogger<ImportQueue> logger)
    {
        this.runner = runner;
        this.logger = logger;
        folder = Path.Combine(options.Value.SpoolFolder, "imports");
        CreatePrivateFolder(folder);
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            var request = JsonSerializer.Deserialize<ImportRequest>(File.ReadAllBytes(file), Json.Options)!;
            Log.ImportResumes(logger, request.ImportId, request.Dataset);
            queue.Writer.TryWrite(new QueuedImport(request, null, new TaskCompletionSource<ImportResult>(TaskCreationOptions.RunContinuationsAsynchronously)));
        }
    }

    /// <summary>Queues an import; the task ends with it.</summary>
    public Task<ImportResult> SubmitAsync(ImportRequest request, IProgress<ImportProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ThrowIfNoName(nameof(request.ImportId), request.ImportId);
        ThrowIfNoName(nameof(request.Dataset), request.Dataset);
        WriteSpool(request);
        var queued = new QueuedImport(request, progress, new TaskCompletionSource<ImportResult>(TaskCreationOptions.RunContinuationsAsynchronously));
        queue.Writer.TryWrite(queued);
        return queued.Completion.Task;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var import in queue.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                var result = await runner.RunAsync(import.Request, import.Progress, stoppingToken);
                File.Delete(SpoolFile(import.Request));
                Log.ImportCompleted(logger, import.Request.ImportId, result.Record.InstanceCount, result.Refusals.Count);
                import.Completion.SetResult(result);
            }
            catch (ImportException exception)
            {
                // Nothing was begun and trying again would not help: the request is forgotten, the person is told.
                File.Delete(SpoolFile(import.Request));
                Log.ImportImpossible(logger, import.Request.ImportId, exception.Message);
                import.Completion.SetException(exception);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The edge of this import: it stays in the spool and goes on at the next start; the others go on now.
                Log.ImportFailed(logger, import.Request.ImportId, exception);
                import.Completion.SetException(exception);
            }
        }
    }

    /// <summary>Both become part of file names and keys.</summary>
    private static void ThrowIfNoName(string field, string value)
    {
        if (Names.Violation(value) is { } violation)
        {
            throw new ArgumentException($"{field}: {violation}", nameof(value));
        }
    }

    /// <summary>The paths in the requests may hold names: nobody else on this machine reads them.</summary>
    private static void CreatePrivateFolder(string folder)
    {
        _ = OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(folder)
            : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string SpoolFile(ImportRequest request) => Path.Combine(folder, request.ImportId + ".json");

    private void WriteSpool(ImportRequest request)
    {
        var file = SpoolFile(request);
        using (var stream = new FileStream(file + ".part", FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, request, Json.Options);
            stream.Flush(flushToDisk: true);
        }

        File.Move(file + ".part", file, overwrite: true);
    }

    private sealed record QueuedImport(ImportRequest Request, IProgress<ImportProgress>? Progress, TaskCompletionSource<ImportResult> Completion);
}
