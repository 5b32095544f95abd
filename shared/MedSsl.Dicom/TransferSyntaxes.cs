namespace MedSsl.Dicom;

/// <summary>Transfer syntaxes (PS3.6 annex A): which are encapsulated, and what they are called.</summary>
public static class TransferSyntaxes
{
    /// <summary>Implicit VR Little Endian, the default of the network.</summary>
    public const string ImplicitVrLittleEndian = "1.2.840.10008.1.2";

    /// <summary>Explicit VR Little Endian: what is written.</summary>
    public const string ExplicitVrLittleEndian = "1.2.840.10008.1.2.1";

    /// <summary>Deflated Explicit VR Little Endian.</summary>
    public const string DeflatedExplicitVrLittleEndian = "1.2.840.10008.1.2.1.99";

    /// <summary>Explicit VR Big Endian (retired, still in archives).</summary>
    public const string ExplicitVrBigEndian = "1.2.840.10008.1.2.2";

    /// <summary>RLE Lossless.</summary>
    public const string RleLossless = "1.2.840.10008.1.2.5";

    /// <summary>Deflated Image Frame Compression.</summary>
    public const string DeflatedImageFrame = "1.2.840.10008.1.2.8.1";

    /// <summary>JPEG Baseline (Process 1).</summary>
    public const string JpegBaseline = "1.2.840.10008.1.2.4.50";

    /// <summary>JPEG Extended (Process 2 &amp; 4).</summary>
    public const string JpegExtended = "1.2.840.10008.1.2.4.51";

    /// <summary>JPEG Spectral Selection, Non-Hierarchical (Process 6 &amp; 8), retired.</summary>
    public const string JpegSpectralSelection = "1.2.840.10008.1.2.4.53";

    /// <summary>JPEG Full Progression, Non-Hierarchical (Process 10 &amp; 12), retired.</summary>
    public const string JpegFullProgression = "1.2.840.10008.1.2.4.55";

    /// <summary>JPEG Lossless (Process 14).</summary>
    public const string JpegLossless = "1.2.840.10008.1.2.4.57";

    /// <summary>JPEG Lossless (Process 14, Selection Value 1).</summary>
    public const string JpegLosslessFirstOrder = "1.2.840.10008.1.2.4.70";

    /// <summary>JPEG-LS Lossless.</summary>
    public const string JpegLsLossless = "1.2.840.10008.1.2.4.80";

    /// <summary>JPEG-LS Near-Lossless.</summary>
    public const string JpegLsNearLossless = "1.2.840.10008.1.2.4.81";

    /// <summary>JPEG 2000 Lossless.</summary>
    public const string Jpeg2000Lossless = "1.2.840.10008.1.2.4.90";

    /// <summary>JPEG 2000.</summary>
    public const string Jpeg2000 = "1.2.840.10008.1.2.4.91";

    /// <summary>High-Throughput JPEG 2000 Lossless.</summary>
    public const string HighThroughputLossless = "1.2.840.10008.1.2.4.201";

    /// <summary>High-Throughput JPEG 2000 Lossless RPCL.</summary>
    public const string HighThroughputLosslessRpcl = "1.2.840.10008.1.2.4.202";

    /// <summary>High-Throughput JPEG 2000.</summary>
    public const string HighThroughput = "1.2.840.10008.1.2.4.203";

    /// <summary>The codestream that a transfer syntax prescribes; null where it is none of the JPEG family.</summary>
    /// <param name="uid">Transfer syntax UID.</param>
    public static CodestreamKind? CodestreamOf(string uid) => uid switch
    {
        JpegBaseline or JpegExtended or JpegSpectralSelection or JpegFullProgression => CodestreamKind.JpegDct,
        JpegLossless or JpegLosslessFirstOrder => CodestreamKind.JpegLossless,
        JpegLsLossless or JpegLsNearLossless => CodestreamKind.JpegLs,
        Jpeg2000Lossless or Jpeg2000 or HighThroughputLossless or HighThroughputLosslessRpcl or HighThroughput => CodestreamKind.Jpeg2000,
        _ => null,
    };

    /// <summary>Whether pixels are stored as plain cells, not in encapsulated frames.</summary>
    /// <param name="uid">Transfer syntax UID.</param>
    public static bool IsNative(string uid) =>
        uid is ImplicitVrLittleEndian or ExplicitVrLittleEndian or DeflatedExplicitVrLittleEndian or ExplicitVrBigEndian;

    /// <summary>The name of a transfer syntax, for messages.</summary>
    /// <param name="uid">Transfer syntax UID.</param>
    public static string NameOf(string uid) => uid switch
    {
        ImplicitVrLittleEndian => "Implicit VR Little Endian",
        ExplicitVrLittleEndian => "Explicit VR Little Endian",
        DeflatedExplicitVrLittleEndian => "Deflated Explicit VR Little Endian",
        ExplicitVrBigEndian => "Explicit VR Big Endian",
        RleLossless => "RLE Lossless",
        JpegBaseline => "JPEG Baseline (Process 1)",
        JpegExtended => "JPEG Extended (Process 2 & 4)",
        JpegSpectralSelection => "JPEG Spectral Selection, Non-Hierarchical (Process 6 & 8)",
        JpegFullProgression => "JPEG Full Progression, Non-Hierarchical (Process 10 & 12)",
        JpegLossless => "JPEG Lossless (Process 14)",
        JpegLosslessFirstOrder => "JPEG Lossless (Process 14, Selection Value 1)",
        JpegLsLossless => "JPEG-LS Lossless",
        JpegLsNearLossless => "JPEG-LS Near-Lossless",
        Jpeg2000Lossless => "JPEG 2000 Lossless",
        Jpeg2000 => "JPEG 2000",
        "1.2.840.10008.1.2.4.92" => "JPEG 2000 Multi-component Lossless",
        "1.2.840.10008.1.2.4.93" => "JPEG 2000 Multi-component",
        "1.2.840.10008.1.2.4.100" => "MPEG2 Main Profile",
        "1.2.840.10008.1.2.4.102" => "MPEG-4 AVC/H.264",
        "1.2.840.10008.1.2.4.110" => "JPEG XL Lossless",
        "1.2.840.10008.1.2.4.112" => "JPEG XL",
        HighThroughputLossless => "High-Throughput JPEG 2000 Lossless",
        HighThroughputLosslessRpcl => "High-Throughput JPEG 2000 Lossless RPCL",
        HighThroughput => "High-Throughput JPEG 2000",
        DeflatedImageFrame => "Deflated Image Frame Compression",
        "" => "not named in the file",
        _ => "not known here",
    };
}
