using System.Buffers;

namespace MedSsl.Dicom.Parsing;

/// <summary>Form of unique identifiers (PS3.5 section 9.1).</summary>
internal static class Uid
{
    private const int MaxLength = 64;
    private static readonly SearchValues<char> Characters = SearchValues.Create("0123456789.");

    public static bool IsValid(string uid) => uid.Length is > 0 and <= MaxLength && uid.AsSpan().IndexOfAnyExcept(Characters) < 0;
}
