namespace MedSsl.Dicom;

/// <summary>What one object may cost. The defaults hold every object of clinical practice that fits in memory.</summary>
public sealed record DicomLimits
{
    /// <summary>Bytes of a file; default 2 GiB.</summary>
    public long MaxFileBytes { get; init; } = 2L << 30;

    /// <summary>Sequences within sequences; default 64.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Data elements, items and fragments of a file; default 1,000,000.</summary>
    public int MaxElements { get; init; } = 1_000_000;

    /// <summary>Bytes of a deflated data set after inflation; default 1 GiB.</summary>
    public long MaxInflatedBytes { get; init; } = 1L << 30;

    /// <summary>Frames of an image; default 10,000.</summary>
    public int MaxFrames { get; init; } = 10_000;

    /// <summary>Bytes of one decoded frame (32-bit values); default 512 MiB.</summary>
    public long MaxFrameBytes { get; init; } = 512L << 20;
}
