using System.Collections.Concurrent;
using MedSsl.Dicom.Codecs.Native;
using MedSsl.Dicom.Codecs.Workers;

namespace MedSsl.Dicom.Codecs;

/// <summary>
/// Decodes compressed frames in worker processes: native decoders never run in the service, and none can take more processor time, clock time or
/// memory than <see cref="CodecOptions"/> allow. Workers are started when they are needed, kept, and replaced when they die. A caller waits for a
/// free worker on its thread.
/// </summary>
public sealed class CodecWorkerPool : IFrameDecoder, IDisposable
{
    private readonly CodecOptions _options;
    private readonly TimeProvider _time;
    private readonly string _worker;
    private readonly SemaphoreSlim _slots;
    private readonly ConcurrentStack<CodecWorker> _idle = [];
    private volatile bool _isDisposed;

    /// <summary>Starts nothing yet.</summary>
    /// <param name="options">What decoding may cost.</param>
    /// <param name="time">The clock of the deadlines.</param>
    public CodecWorkerPool(CodecOptions options, TimeProvider time)
        : this(options, time, WorkerProgram.Path)
    {
    }

    internal CodecWorkerPool(CodecOptions options, TimeProvider time, string worker)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        (_options, _time, _worker) = (options, time, worker);
        _slots = new SemaphoreSlim(options.Workers > 0 ? options.Workers : Environment.ProcessorCount);
        foreach (var syntax in CodecTable.Syntaxes)
        {
            CodecMetrics.Frames.WithLabels(syntax.Name, "decoded"); // there from the start, so that a rate can be taken of it
        }

        foreach (var loss in Enum.GetValues<WorkerLoss>())
        {
            CodecMetrics.WorkersLost.WithLabels(NameOf(loss));
        }
    }

    /// <summary>Processes that wait for work; for tests.</summary>
    internal IEnumerable<int> IdleProcesses => _idle.Select(worker => worker.ProcessId);

    /// <inheritdoc />
    public string? WhyNot(string transferSyntaxUid) => TransferSyntaxes.CodestreamOf(transferSyntaxUid) is { } kind ? NativeLibraries.ProblemOf(kind) : "no decoder knows it";

    /// <inheritdoc />
    /// <exception cref="IOException">No worker can be started: not a fault of the frame.</exception>
    public byte[]? Decode(CompressedFrame frame, out DicomError? error)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var bytes = frame.Codestream.Length + frame.Header.CellBytes;
        if (bytes > (long)_options.WorkerMemoryMegabytes << 20 || frame.Header.CellBytes > Array.MaxLength)
        {
            error = new DicomError(DicomErrorCode.TooLarge, $"encoded and decoded it takes {bytes} bytes, a worker may use {_options.WorkerMemoryMegabytes} MiB (Codecs:WorkerMemoryMegabytes)");
            return null;
        }

        _slots.Wait();
        try
        {
            var answer = Ask(frame);

            // The worker may have died of something else, a busy machine or an operator; a frame that does it twice is to blame.
            answer = answer.Loss == WorkerLoss.Crash ? Ask(frame) : answer;
            error = answer.Cells is null ? new DicomError(CodeOf(answer.Loss), answer.Reason ?? "it is damaged") : null;
            var outcome = answer.Cells is not null ? "decoded" : answer.Loss is null ? "damaged" : "lost";
            CodecMetrics.Frames.WithLabels(TransferSyntaxes.NameOf(frame.TransferSyntaxUid), outcome).Inc();
            return answer.Cells;
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _isDisposed = true;
        while (_idle.TryPop(out var worker))
        {
            worker.Dispose();
        }
    }

    private WorkerAnswer Ask(CompressedFrame frame)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var worker = TakeIdle() ?? CodecWorker.Start(_worker, _options, _time);
        var answer = worker.Decode(frame.Codestream.Span, (int)frame.Header.CellBytes);
        if (answer.Loss is { } loss)
        {
            CodecMetrics.WorkersLost.WithLabels(NameOf(loss)).Inc();
            worker.Dispose();
            return answer;
        }

        _idle.Push(worker);
        if (_isDisposed)
        {
            Dispose();
        }

        return answer;
    }

    private CodecWorker? TakeIdle()
    {
        while (_idle.TryPop(out var worker))
        {
            if (worker.IsAlive)
            {
                return worker;
            }

            worker.Dispose();
            CodecMetrics.WorkersLost.WithLabels(NameOf(WorkerLoss.Crash)).Inc();
        }

        return null;
    }

    private static DicomErrorCode CodeOf(WorkerLoss? loss) =>
        loss is WorkerLoss.Clock or WorkerLoss.ProcessorTime or WorkerLoss.Memory ? DicomErrorCode.TooLarge : DicomErrorCode.Malformed;

    private static string NameOf(WorkerLoss loss) => loss switch
    {
        WorkerLoss.Crash => "crash",
        WorkerLoss.ProcessorTime => "processor-time",
        WorkerLoss.Clock => "clock",
        WorkerLoss.Memory => "memory",
        _ => "nonsense",
    };
}
