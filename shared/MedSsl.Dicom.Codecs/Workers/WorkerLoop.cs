using System.Globalization;

namespace MedSsl.Dicom.Codecs.Workers;

/// <summary>
/// What the worker process does: set its limits, say hello, answer one request after another until its input ends, which it does when the service is
/// gone, however it went.
/// </summary>
internal static class WorkerLoop
{
    private const int WrongArguments = 2;

    // The slowest decoder makes 19 MB of cells in a second on an old core.
    private const int LeastSeconds = 2;
    private const long BytesPerSecond = 2_000_000;

    /// <summary>Arguments: processor seconds of a frame, MiB of memory.</summary>
    public static int Run(string[] arguments, Stream input, Stream output)
    {
        if (arguments is not [var seconds, var megabytes] || !int.TryParse(seconds, CultureInfo.InvariantCulture, out var frameSeconds)
            || !int.TryParse(megabytes, CultureInfo.InvariantCulture, out var memory))
        {
            Console.Error.WriteLine("usage: MedSsl.Dicom.Codecs.Worker SECONDS MEBIBYTES; services start it themselves, it reads requests from its input.");
            return WrongArguments;
        }

        ProcessLimits.WidenPipes();
        ProcessLimits.LimitMemory((long)memory << 20);
        output.Write(CodecMessages.Hello);
        output.Flush();
        while (CodecMessages.ReadRequest(input) is { } codestream)
        {
            try
            {
                Answer(codestream, output, frameSeconds);
            }
            catch (OutOfMemoryException)
            {
                CodecMessages.WriteReason(output, CodecMessages.OutOfMemory, $"decoding takes more memory than the {memory} MiB that a worker may use");
                return 0; // what native code holds after a failed allocation is not known
            }
            catch (Exception exception)
            {
                // The edge of this process; a decoder that throws what it should not has met a damaged frame.
                CodecMessages.WriteReason(output, CodecMessages.Damaged, $"its decoder fails with {exception.GetType().Name}");
            }
        }

        return 0;
    }

    private static void Answer(byte[] codestream, Stream output, int mostSeconds)
    {
        if (!CodestreamHeader.TryRead(codestream, out var header, out var problem))
        {
            CodecMessages.WriteReason(output, CodecMessages.Damaged, problem);
            return;
        }

        ProcessLimits.LimitProcessorTime((int)Math.Min(mostSeconds, LeastSeconds + (header.CellBytes / BytesPerSecond)));
        if (header.CellBytes > Array.MaxLength)
        {
            CodecMessages.WriteReason(output, CodecMessages.Damaged, $"a frame of {header.CellBytes} bytes is too large");
        }
        else if (FrameCodecs.Decode(codestream, header, out problem) is { } cells)
        {
            CodecMessages.WriteAnswer(output, CodecMessages.Decoded, cells);
        }
        else
        {
            CodecMessages.WriteReason(output, CodecMessages.Damaged, problem ?? "it is damaged");
        }
    }
}
