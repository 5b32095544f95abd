namespace MedSsl.Dicom.Privacy.Profile;

/// <summary>Values that say nothing and are valid (action D). They are the same for everybody.</summary>
internal static class DummyValues
{
    public const string Text = "REMOVED";
    public const string Date = "19000101";

    /// <summary>The dummy of a representation as text; null where none is: bytes of which nobody knows the meaning are removed.</summary>
    public static string? Of(string vr) => vr switch
    {
        "AE" or "CS" or "LO" or "LT" or "PN" or "SH" or "ST" or "UC" or "UT" => Text,
        "DA" => Date,
        "DT" => Date + "000000",
        "TM" => "000000",
        "AS" => "000Y",
        "DS" or "IS" => "0",
        _ => null,
    };
}
