using System.Buffers;

namespace MedSsl.Dicom.Parsing;

/// <summary>Form of unique identifiers as far as it guards names and keys (PS3.5 section 9.1): digits and dots, at most 64.</summary>
public static class Uid
{
    private const int MaxLength = 64;
    private static readonly SearchValues<char> Characters = SearchValues.Create("0123456789.");

    /// <summary>Whether a text has the form of a UID.</summary>
    public static bool IsValid(string uid)
    {
        ArgumentNullException.ThrowIfNull(uid);
        return uid.Length is > 0 and <= MaxLength && uid.AsSpan().IndexOfAnyExcept(Characters) < 0;
    }
}
