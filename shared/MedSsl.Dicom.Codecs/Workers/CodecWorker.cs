using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace MedSsl.Dicom.Codecs.Workers;

/// <summary>One worker process, used by one thread at a time. After a loss it is only good for disposal.</summary>
internal sealed class CodecWorker : IDisposable
{
    private const int KernelEnded = 128 + 24; // SIGXCPU

    private static readonly TimeSpan ExitTime = TimeSpan.FromSeconds(5); // from the end of its output to its exit code

    private readonly Process _process;
    private readonly CodecOptions _options;
    private readonly TimeProvider _time;
    private readonly Task<string> _complaints;
    private volatile bool _isOverdue;

    private CodecWorker(Process process, CodecOptions options, TimeProvider time)
    {
        (_process, _options, _time) = (process, options, time);

        // Libraries complain there; an unread pipe would fill and stop them.
        _complaints = ReadHeadAsync(process.StandardError);
    }

    /// <summary>For tests that end it from outside.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Whether the process is there.</summary>
    public bool IsAlive => !_process.HasExited;

    /// <summary>Starts a worker and waits for its hello.</summary>
    /// <exception cref="IOException">It does not start.</exception>
    public static CodecWorker Start(string path, CodecOptions options, TimeProvider time)
    {
        Process process;
        try
        {
            process = Process.Start(WorkerProgram.StartInfo(path, options)) ?? throw new IOException("no process was started");
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new IOException($"The codec worker {path} could not be started: {exception.Message}", exception);
        }

        var worker = new CodecWorker(process, options, time);
        var hello = new byte[CodecMessages.Hello.Length];
        using (worker.Deadline(options.StartTimeout))
        {
            if (worker.TryRead(hello) && hello.AsSpan().SequenceEqual(CodecMessages.Hello))
            {
                CodecMetrics.WorkersStarted.Inc();
                return worker;
            }
        }

        var isOverdue = worker._isOverdue;
        worker.End();
        var complaint = worker.Complaint();
        worker.Dispose();
        throw new IOException($"The codec worker {path} {(isOverdue ? $"did not start within {options.StartTimeout}" : "ended at its start")}: {complaint}");
    }

    /// <summary>Decodes a codestream to exactly <paramref name="expected"/> bytes.</summary>
    public WorkerAnswer Decode(ReadOnlySpan<byte> codestream, int expected)
    {
        using var deadline = Deadline(_options.FrameTimeout);
        var header = new byte[CodecMessages.AnswerHeader];
        try
        {
            CodecMessages.WriteRequest(_process.StandardInput.BaseStream, codestream);
        }
        catch (IOException)
        {
            return Lost(); // the pipe is broken: it ended before or while it read
        }

        if (!TryRead(header))
        {
            return Lost();
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(1));
        var isDecoded = header[0] == CodecMessages.Decoded;
        if (length < 0 || (isDecoded ? length != expected : length > CodecMessages.LongestReason || header[0] > CodecMessages.OutOfMemory))
        {
            End();
            return new WorkerAnswer(null, $"its worker answered with {length} bytes, {expected} were expected", WorkerLoss.Nonsense);
        }

        var body = GC.AllocateUninitializedArray<byte>(length);
        if (!TryRead(body))
        {
            return Lost();
        }

        return isDecoded ? new WorkerAnswer(body, null, null) : new WorkerAnswer(null, Printable(Encoding.UTF8.GetString(body)), header[0] == CodecMessages.OutOfMemory ? WorkerLoss.Memory : null);
    }

    public void Dispose()
    {
        End();
        _process.Dispose();
    }

    private WorkerAnswer Lost()
    {
        End(afterItself: true);
        var code = _process.HasExited ? _process.ExitCode : -1;
        return _isOverdue ? new WorkerAnswer(null, $"it takes more than {_options.FrameTimeout} (Codecs:FrameTimeout)", WorkerLoss.Clock)
            : code == KernelEnded ? new WorkerAnswer(null, $"it takes more processor time than a frame of its size may, at most {_options.FrameProcessorTime} (Codecs:FrameProcessorTime)", WorkerLoss.ProcessorTime)
            : new WorkerAnswer(null, $"its worker ended ({(code > 128 ? $"signal {code - 128}" : $"exit code {code}")}) while it decoded. {Complaint()}", WorkerLoss.Crash);
    }

    private ITimer Deadline(TimeSpan time) => _time.CreateTimer(
        _ =>
        {
            _isOverdue = true;
            End();
        },
        null, time, Timeout.InfiniteTimeSpan);

    /// <summary>Ends the process, by force where it does not end <paramref name="afterItself"/>.</summary>
    private void End(bool afterItself = false)
    {
        try
        {
            if (!afterItself || !_process.WaitForExit(ExitTime))
            {
                _process.Kill();
                _process.WaitForExit(ExitTime);
            }
        }
        catch (InvalidOperationException)
        {
            // It has ended, or was disposed of, in the meantime.
        }
    }

    private bool TryRead(Span<byte> buffer)
    {
        try
        {
            return _process.StandardOutput.BaseStream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) == buffer.Length;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>All is read, only the beginning is kept: how much there is a worker decides.</summary>
    private static async Task<string> ReadHeadAsync(StreamReader errors)
    {
        var head = new StringBuilder();
        var buffer = new char[CodecMessages.LongestReason];
        for (int read; (read = await errors.ReadAsync(buffer)) > 0;)
        {
            head.Append(buffer, 0, Math.Min(read, CodecMessages.LongestReason - head.Length));
        }

        return head.ToString();
    }

    /// <summary>The first line of what it wrote to its error output.</summary>
    private string Complaint() => _complaints.Wait(ExitTime) ? Printable(_complaints.Result.Split('\n')[0]) : "";

    /// <summary>What a worker says is not trusted: it decodes what comes from outside.</summary>
    private static string Printable(string text) => string.Concat(text.Take(CodecMessages.LongestReason).Select(letter => char.IsAscii(letter) && !char.IsControl(letter) ? letter : '?'));
}
