namespace MedSsl.Dicom.Network;

/// <summary>
/// The transfer syntaxes that are accepted (PS3.6 annex A, retired ones that archives still hold included). Nothing is decoded on receipt: an object is
/// kept as it was sent, and whether its pixels can be read is found out later.
/// </summary>
public static class NetworkTransferSyntaxes
{
    private const string Root = "1.2.840.10008.1.2";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        TransferSyntaxes.ImplicitVrLittleEndian, TransferSyntaxes.ExplicitVrLittleEndian, TransferSyntaxes.DeflatedExplicitVrLittleEndian,
        TransferSyntaxes.ExplicitVrBigEndian, Root + ".1.98", TransferSyntaxes.RleLossless,
        Root + ".4.50", Root + ".4.51", Root + ".4.53", Root + ".4.55", Root + ".4.57", Root + ".4.70", Root + ".4.80", Root + ".4.81",
        Root + ".4.90", Root + ".4.91", Root + ".4.92", Root + ".4.93",
        Root + ".4.100", Root + ".4.100.1", Root + ".4.101", Root + ".4.101.1", Root + ".4.102", Root + ".4.102.1", Root + ".4.103", Root + ".4.103.1",
        Root + ".4.104", Root + ".4.104.1", Root + ".4.105", Root + ".4.105.1", Root + ".4.106", Root + ".4.106.1", Root + ".4.107", Root + ".4.108",
        Root + ".4.110", Root + ".4.111", Root + ".4.112", Root + ".4.201", Root + ".4.202", Root + ".4.203", Root + ".8.1",
    ];

    private static readonly HashSet<string> Known = [.. All];

    /// <summary>Names of those that nothing here could ever decode, as in PS3.6 table A-1.</summary>
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.Ordinal)
    {
        [Root + ".1.98"] = "Encapsulated Uncompressed Explicit VR Little Endian",
        [Root + ".4.53"] = "JPEG Spectral Selection, Non-Hierarchical (Process 6 & 8) (Retired)",
        [Root + ".4.55"] = "JPEG Full Progression, Non-Hierarchical (Process 10 & 12) (Retired)",
        [Root + ".4.100.1"] = "Fragmentable MPEG2 Main Profile / Main Level",
        [Root + ".4.101"] = "MPEG2 Main Profile / High Level",
        [Root + ".4.101.1"] = "Fragmentable MPEG2 Main Profile / High Level",
        [Root + ".4.102.1"] = "Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.1",
        [Root + ".4.103"] = "MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1",
        [Root + ".4.103.1"] = "Fragmentable MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1",
        [Root + ".4.104"] = "MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video",
        [Root + ".4.104.1"] = "Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video",
        [Root + ".4.105"] = "MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video",
        [Root + ".4.105.1"] = "Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video",
        [Root + ".4.106"] = "MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2",
        [Root + ".4.106.1"] = "Fragmentable MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2",
        [Root + ".4.107"] = "HEVC/H.265 Main Profile / Level 5.1",
        [Root + ".4.108"] = "HEVC/H.265 Main 10 Profile / Level 5.1",
        [Root + ".4.111"] = "JPEG XL JPEG Recompression",
    };

    /// <summary>Whether objects in this transfer syntax are taken.</summary>
    /// <param name="uid">Transfer syntax UID.</param>
    public static bool Contains(string uid) => Known.Contains(uid);

    /// <summary>The name of a transfer syntax of the table.</summary>
    /// <param name="uid">Transfer syntax UID.</param>
    public static string NameOf(string uid) => OtherNames.GetValueOrDefault(uid) ?? TransferSyntaxes.NameOf(uid);
}
