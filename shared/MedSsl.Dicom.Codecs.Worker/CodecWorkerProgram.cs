using MedSsl.Dicom.Codecs.Workers;

namespace MedSsl.Dicom.Codecs.Worker;

/// <summary>The process in which compressed frames are decoded; started and supervised by <see cref="CodecWorkerPool"/>.</summary>
internal static class CodecWorkerProgram
{
    private static int Main(string[] arguments) => WorkerLoop.Run(arguments, Console.OpenStandardInput(), Console.OpenStandardOutput());
}
