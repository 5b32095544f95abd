using System.Diagnostics;
using System.Runtime.InteropServices;
using MedSsl.Dicom;
using MedSsl.Dicom.Codecs;
using MedSsl.Dicom.Codecs.Native;
using MedSsl.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Codecs;

/// <summary>Real worker processes: that they decode, and that nothing they meet or suffer reaches the service.</summary>
public sealed partial class CodecWorkerPoolTests
{
    private const int Stop = 19; // SIGSTOP
    private const int Kill = 9;

    [Fact]
    public void Decode_frames_are_decoded_in_a_process_that_is_kept()
    {
        using var pool = Pool();
        var (frame, cells) = Frame(64, 48);

        Assert.Equal(cells, pool.Decode(frame, out var error));
        Assert.Null(error);
        var process = Assert.Single(pool.IdleProcesses);
        Assert.NotEqual(Environment.ProcessId, process);
        Assert.Equal(cells, pool.Decode(frame, out _));
        Assert.Equal(process, Assert.Single(pool.IdleProcesses));
    }

    [Fact]
    public async Task Decode_many_threads_share_as_many_workers_as_are_allowed()
    {
        using var pool = Pool(new CodecOptions { Workers = 2 });
        var frames = Enumerable.Range(1, 24).Select(i => Frame(10 + i, 20, seed: i)).ToList();

        var decoded = await Task.WhenAll(frames.Select(item => Task.Run(() => pool.Decode(item.Frame, out _))));

        Assert.Equal(frames.Select(item => item.Cells), decoded);
        Assert.InRange(pool.IdleProcesses.Count(), 1, 2);
    }

    [Fact]
    public void Decode_damaged_frame_is_refused_with_a_reason_and_its_worker_goes_on()
    {
        using var pool = Pool();
        var (frame, cells) = Frame(64, 48);

        Assert.Null(pool.Decode(frame with { Codestream = frame.Codestream[..200] }, out var error));
        Assert.Equal(DicomErrorCode.Malformed, error!.Code);
        Assert.Contains("of 48", error.Message, StringComparison.Ordinal);
        Assert.Equal(cells, pool.Decode(frame, out _));
        Assert.Single(pool.IdleProcesses);
    }

    [Fact]
    public async Task Decode_worker_that_is_killed_in_the_middle_is_replaced_and_the_frame_decoded()
    {
        using var pool = Pool(new CodecOptions { Workers = 1 });
        var (frame, cells) = Frame(64, 48);
        pool.Decode(frame, out _);
        var process = Assert.Single(pool.IdleProcesses);
        Signal(process, Stop); // so that it surely has the frame and surely has not answered

        var decoding = Task.Run(() => pool.Decode(frame, out _));
        await Eventually.TrueAsync(() => Task.FromResult(!pool.IdleProcesses.Any()), "the worker to be taken");
        Assert.False(decoding.IsCompleted);
        Signal(process, Kill);

        Assert.Equal(cells, await decoding);
        Assert.NotEqual(process, Assert.Single(pool.IdleProcesses));
    }

    [Fact]
    public async Task Decode_worker_that_died_while_it_waited_is_not_used_again()
    {
        using var pool = Pool();
        var (frame, cells) = Frame(64, 48);
        pool.Decode(frame, out _);
        var process = Assert.Single(pool.IdleProcesses);
        Signal(process, Kill);
        await Eventually.TrueAsync(() => Task.FromResult(HasEnded(process)), "the worker to end");

        Assert.Equal(cells, pool.Decode(frame, out _));
        Assert.NotEqual(process, Assert.Single(pool.IdleProcesses));
    }

    [Fact]
    public async Task Decode_frame_that_takes_too_long_is_refused_and_names_the_option()
    {
        var time = new FakeTimeProvider();
        var options = new CodecOptions { Workers = 1 };
        using var pool = new CodecWorkerPool(options, time);
        var (frame, cells) = Frame(64, 48);
        pool.Decode(frame, out _);
        Signal(Assert.Single(pool.IdleProcesses), Stop); // it will never answer

        DicomError? error = null;
        var decoding = Task.Run(() => pool.Decode(frame, out error));
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(options.FrameTimeout);
                return Task.FromResult(decoding.IsCompleted);
            },
            "the deadline");

        Assert.Null(await decoding);
        Assert.Equal(DicomErrorCode.TooLarge, error!.Code);
        Assert.Contains("Codecs:FrameTimeout", error.Message, StringComparison.Ordinal);
        Assert.Empty(pool.IdleProcesses);
        Assert.Equal(cells, pool.Decode(frame, out _));
    }

    [Fact]
    public void Decode_frame_that_burns_processor_time_is_ended_by_the_kernel()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "limits of the kernel are set on Linux only");
        using var pool = Pool(new CodecOptions { FrameProcessorTime = TimeSpan.FromSeconds(1) });

        Assert.Null(pool.Decode(Bombs.Progressive(), out var error));
        Assert.Contains("Codecs:FrameProcessorTime", error!.Message, StringComparison.Ordinal);
        Assert.Equal(DicomErrorCode.TooLarge, error.Code);
    }

    /// <summary>64 MiB: 20,000 lines do not fit as cells alone, 7,000 do not fit together with what decoding them takes.</summary>
    [Theory]
    [InlineData(20_000, "Codecs:WorkerMemoryMegabytes")]
    [InlineData(7000, "decoding takes more memory than the 64 MiB")]
    public void Decode_frame_that_takes_more_memory_than_a_worker_may_use_is_refused(int side, string expected)
    {
        using var pool = Pool(new CodecOptions { WorkerMemoryMegabytes = 64 });
        var (frame, cells) = Frame(64, 48);
        byte[] data = [0xFF, 0xD8, .. Codestreams.FrameHeader(0xC3, side, side, 8, 1)];
        Assert.True(CodestreamHeader.TryRead(data, out var header, out _));

        Assert.Null(pool.Decode(new CompressedFrame(TransferSyntaxes.JpegLossless, data, header), out var error));
        Assert.Equal(DicomErrorCode.TooLarge, error!.Code);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(cells, pool.Decode(frame, out _));
    }

    [Fact]
    public void Decode_worker_that_is_missing_is_no_fault_of_the_frame()
    {
        using var pool = new CodecWorkerPool(new CodecOptions(), TimeProvider.System, "/nowhere/worker.dll");

        var exception = Assert.Throws<IOException>(() => pool.Decode(Frame(2, 2).Frame, out _));
        Assert.Contains("/nowhere/worker.dll", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_ends_the_workers()
    {
        var pool = Pool();
        pool.Decode(Frame(2, 2).Frame, out _);
        var process = Assert.Single(pool.IdleProcesses);

        pool.Dispose();

        await Eventually.TrueAsync(() => Task.FromResult(HasEnded(process)), "the worker to end");
        Assert.Throws<ObjectDisposedException>(() => pool.Decode(Frame(2, 2).Frame, out _));
    }

    [Fact]
    public void ProblemOf_library_that_is_absent_or_old_says_what_to_install()
    {
        Assert.Contains("libnothing.so.1 is not installed (install the package libnothing1)", NativeLibraries.Problem("libnothing.so.1", "libnothing1", "f"), StringComparison.Ordinal);
        Assert.Contains("install a newer package libc6", NativeLibraries.Problem("libc.so.6", "libc6", "a_function_of_next_year"), StringComparison.Ordinal);
        Assert.Null(NativeLibraries.Problem("libc.so.6", "libc6", "setrlimit"));
    }

    [Fact]
    public void Syntaxes_of_the_table_are_those_that_are_decoded()
    {
        using var pool = Pool();

        Assert.All(CodecTable.Syntaxes, syntax => Assert.True(TransferSyntaxes.IsNative(syntax.Uid) || syntax.Decoder == "own, in process" || TransferSyntaxes.CodestreamOf(syntax.Uid) is not null, syntax.Uid));
        Assert.Equal(CodecTable.Syntaxes.Count, CodecTable.Syntaxes.Select(syntax => syntax.Name).Distinct().Count());
        Assert.NotNull(pool.WhyNot("1.2.840.10008.1.2.4.102"));
        Assert.Null(pool.WhyNot(TransferSyntaxes.JpegLossless));
    }

    private static CodecWorkerPool Pool(CodecOptions? options = null) => new(options ?? new CodecOptions(), TimeProvider.System);

    private static (CompressedFrame Frame, byte[] Cells) Frame(int width, int height, int seed = 1)
    {
        var random = new Random(seed);
        var samples = Enumerable.Range(0, width * height).Select(_ => random.Next(1 << 16)).ToArray();
        var data = new LosslessEncoder { Width = width, Height = height }.Encode(samples);
        Assert.True(CodestreamHeader.TryRead(data, out var header, out _));
        return (new CompressedFrame(TransferSyntaxes.JpegLosslessFirstOrder, data, header), MemoryMarshal.AsBytes(samples.Select(sample => (ushort)sample).ToArray().AsSpan()).ToArray());
    }

    private static bool HasEnded(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return found.HasExited;
        }
        catch (ArgumentException)
        {
            return true; // there is no such process
        }
    }

    private static void Signal(int process, int signal) => Assert.Equal(0, SendSignal(process, signal));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
