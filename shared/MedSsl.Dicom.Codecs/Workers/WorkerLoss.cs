namespace MedSsl.Dicom.Codecs.Workers;

/// <summary>How a worker is lost.</summary>
internal enum WorkerLoss
{
    /// <summary>It ended by itself or by somebody else: a signal, an abort.</summary>
    Crash,

    /// <summary>The kernel ended it: a frame took more processor time than it may.</summary>
    ProcessorTime,

    /// <summary>The supervisor ended it: a frame took more time on the clock than it may.</summary>
    Clock,

    /// <summary>It ended because a frame takes more memory than it may.</summary>
    Memory,

    /// <summary>It answered what no worker answers, and was ended.</summary>
    Nonsense,
}
