using System.Buffers;

namespace MedSsl.Dicom.Network;

/// <summary>Form of unique identifiers as far as it guards names and keys (PS3.5 section 9.1): digits and dots, at most 64.</summary>
internal static class UidSyntax
{
    private const int MaxLength = 64;
    private static readonly SearchValues<char> Characters = SearchValues.Create("0123456789.");

    public static bool IsValid(string uid) => uid.Length is > 0 and <= MaxLength && uid.AsSpan().IndexOfAnyExcept(Characters) < 0;
}
