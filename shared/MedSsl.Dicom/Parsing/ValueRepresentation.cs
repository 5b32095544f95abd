namespace MedSsl.Dicom.Parsing;

/// <summary>What the reader and writer must know about a value representation (PS3.5 section 6.2 and 7.1.2).</summary>
internal static class ValueRepresentation
{
    public const string Sequence = "SQ";
    public const string Unknown = "UN";

    /// <summary>The representation that two bytes name; null where they name none.</summary>
    public static string? Of(byte first, byte second) => ((first << 8) | second) switch
    {
        ('A' << 8) | 'E' => "AE", ('A' << 8) | 'S' => "AS", ('A' << 8) | 'T' => "AT", ('C' << 8) | 'S' => "CS", ('D' << 8) | 'A' => "DA",
        ('D' << 8) | 'S' => "DS", ('D' << 8) | 'T' => "DT", ('F' << 8) | 'D' => "FD", ('F' << 8) | 'L' => "FL", ('I' << 8) | 'S' => "IS",
        ('L' << 8) | 'O' => "LO", ('L' << 8) | 'T' => "LT", ('O' << 8) | 'B' => "OB", ('O' << 8) | 'D' => "OD", ('O' << 8) | 'F' => "OF",
        ('O' << 8) | 'L' => "OL", ('O' << 8) | 'V' => "OV", ('O' << 8) | 'W' => "OW", ('P' << 8) | 'N' => "PN", ('S' << 8) | 'H' => "SH",
        ('S' << 8) | 'L' => "SL", ('S' << 8) | 'Q' => "SQ", ('S' << 8) | 'S' => "SS", ('S' << 8) | 'T' => "ST", ('S' << 8) | 'V' => "SV",
        ('T' << 8) | 'M' => "TM", ('U' << 8) | 'C' => "UC", ('U' << 8) | 'I' => "UI", ('U' << 8) | 'L' => "UL", ('U' << 8) | 'N' => "UN",
        ('U' << 8) | 'R' => "UR", ('U' << 8) | 'S' => "US", ('U' << 8) | 'T' => "UT", ('U' << 8) | 'V' => "UV",
        _ => null,
    };

    /// <summary>Whether Explicit VR writes two reserved bytes and a 32-bit length.</summary>
    public static bool HasLongLength(string vr) =>
        vr is "OB" or "OD" or "OF" or "OL" or "OV" or "OW" or "SQ" or "SV" or "UC" or "UN" or "UR" or "UT" or "UV";

    /// <summary>Bytes of one number of the value, which is also the unit of a byte swap; 1 for text and bytes.</summary>
    public static int UnitSize(string vr) => vr switch
    {
        "US" or "SS" or "OW" or "AT" => 2,
        "UL" or "SL" or "FL" or "OF" or "OL" => 4,
        "FD" or "OD" or "OV" or "SV" or "UV" => 8,
        _ => 1,
    };

    /// <summary>Whether the value is characters.</summary>
    public static bool IsText(string vr) => UnitSize(vr) == 1 && vr is not ("OB" or "UN" or "SQ");

    /// <summary>Whether a backslash separates values; in long texts and URIs it is a character like any other.</summary>
    public static bool IsMultiValued(string vr) => vr is not ("ST" or "LT" or "UT" or "UR");

    /// <summary>What makes an odd value even: space for text, zero for UIDs and bytes (PS3.5 section 6.2).</summary>
    public static byte Padding(string vr) => IsText(vr) && vr != "UI" ? (byte)' ' : (byte)0;
}
