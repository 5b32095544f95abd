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
        "1.2.840.10008.1.2.4.50" => "JPEG Baseline (Process 1)",
        "1.2.840.10008.1.2.4.51" => "JPEG Extended (Process 2 & 4)",
        "1.2.840.10008.1.2.4.57" => "JPEG Lossless (Process 14)",
        "1.2.840.10008.1.2.4.70" => "JPEG Lossless (Process 14, Selection Value 1)",
        "1.2.840.10008.1.2.4.80" => "JPEG-LS Lossless",
        "1.2.840.10008.1.2.4.81" => "JPEG-LS Near-Lossless",
        "1.2.840.10008.1.2.4.90" => "JPEG 2000 Lossless",
        "1.2.840.10008.1.2.4.91" => "JPEG 2000",
        "1.2.840.10008.1.2.4.92" => "JPEG 2000 Multi-component Lossless",
        "1.2.840.10008.1.2.4.93" => "JPEG 2000 Multi-component",
        "1.2.840.10008.1.2.4.100" => "MPEG2 Main Profile",
        "1.2.840.10008.1.2.4.102" => "MPEG-4 AVC/H.264",
        "1.2.840.10008.1.2.4.110" => "JPEG XL Lossless",
        "1.2.840.10008.1.2.4.112" => "JPEG XL",
        "1.2.840.10008.1.2.4.201" => "High-Throughput JPEG 2000 Lossless",
        "1.2.840.10008.1.2.4.202" => "High-Throughput JPEG 2000 Lossless RPCL",
        "1.2.840.10008.1.2.4.203" => "High-Throughput JPEG 2000",
        "1.2.840.10008.1.2.8.1" => "Deflated Image Frame Compression",
        "" => "not named in the file",
        _ => "not known here",
    };
}
