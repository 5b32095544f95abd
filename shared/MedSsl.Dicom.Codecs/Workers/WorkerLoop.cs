using System.Globalization;

namespace MedSsl.Dicom.Codecs.Workers;

/// <summary>
/// What the worker process does: set its limits, say hello, answer one request after another until its input ends, which it does when the service is
/// gone, however it went.
/// </summary>
internal static class WorkerLoop
{
    private const int WrongArguments = 2;

    /// <summary>Arguments: processor seconds of a frame, MiB of memory.</summary>
    public static int Run(string[] arguments, Stream input, Stream output)
    {
        if (arguments is not [var seconds, var megabytes] || !int.TryParse(seconds, CultureInfo.InvariantCulture, out var frameSeconds)
            || !int.TryParse(megabytes, CultureInfo.InvariantCulture, out var memory))
        {
            Console.Error.WriteLine("usage: MedSsl.Dicom.Codecs.Worker SECONDS MEBIBYTES; services start it themselves, it reads requests from its input.");
            return WrongArguments;
        }

        ProcessLimits.LimitMemory((long)memory << 20);
        output.Write(CodecMessages.Hello);
        output.Flush();
        while (CodecMessages.ReadRequest(input) is { } codestream)
        {
            ProcessLimits.LimitProcessorTime(frameSeconds);
            try
            {
                Answer(codestream, output);
            }
            catch (OutOfMemoryException)
            {
                CodecMessages.WriteReason(output, CodecMessages.OutOfMemory, $"decoding takes more memory than the {memory} MiB that a worker may use");
                return 0; // what native code holds after a failed allocation is not known
            }
        }

        return 0;
    }

    private static void Answer(byte[] codestream, Stream output)
    {
        if (!CodestreamHeader.TryRead(codestream, out var header, out var problem))
        {
            CodecMessages.WriteReason(output, CodecMessages.Damaged, problem);
        }
        else if (header.CellBytes > Array.MaxLength)
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
