namespace MedSsl.Dicom;

/// <summary>Encodings of the JPEG family.</summary>
public enum CodestreamKind
{
    /// <summary>ITU-T T.81, discrete cosine transform: baseline, extended and progressive.</summary>
    JpegDct,

    /// <summary>ITU-T T.81, process 14: lossless by prediction.</summary>
    JpegLossless,

    /// <summary>ITU-T T.87.</summary>
    JpegLs,

    /// <summary>ITU-T T.800, and T.814 (high throughput).</summary>
    Jpeg2000,
}
