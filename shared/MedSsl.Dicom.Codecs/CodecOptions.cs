using System.ComponentModel.DataAnnotations;

namespace MedSsl.Dicom.Codecs;

/// <summary>What decoding of compressed frames may cost.</summary>
public sealed class CodecOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Codecs";

    /// <summary>Worker processes at most. Default: 0, one per processor core.</summary>
    [Range(0, 256)]
    public int Workers { get; set; }

    /// <summary>Time on the clock that one frame may take; then its worker is ended and the frame refused. Default: 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan FrameTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Processor time that one frame may take at most, rounded up to whole seconds (Linux): 2 s and one more for every 2 MB of decoded cells, up to this.
    /// A damaged JPEG-LS stream can keep its decoder busy for long. Default: 60 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan FrameProcessorTime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Memory that a worker may take beyond what it starts with, MiB (Linux). Default: 2048.</summary>
    [Range(64, 1 << 20)]
    public int WorkerMemoryMegabytes { get; set; } = 2048;

    /// <summary>Time that a worker has to start. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
