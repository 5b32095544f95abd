using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MedSsl.Shards;

/// <summary>Names samples. A key holds no dot, because WebDataset ends the key of a member at the first one.</summary>
public static class SampleKey
{
    /// <summary>Hexadecimal digits of a key.</summary>
    public const int Length = 32;

    /// <summary>The key of a frame: the first 32 digits of SHA-256 of <c>uid:frame</c>, so the same frame is the same sample in every run.</summary>
    public static string Of(string sopInstanceUid, int frame)
    {
        ArgumentException.ThrowIfNullOrEmpty(sopInstanceUid);
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        return OfText(string.Create(CultureInfo.InvariantCulture, $"{sopInstanceUid}:{frame}"));
    }

    /// <summary>The key of a series' volume: the first 32 digits of SHA-256 of <c>volume:uid</c>, which no frame's text can be.</summary>
    public static string OfVolume(string seriesInstanceUid)
    {
        ArgumentException.ThrowIfNullOrEmpty(seriesInstanceUid);
        return OfText($"volume:{seriesInstanceUid}");
    }

    /// <summary>Whether <paramref name="text"/> has the form of a key.</summary>
    public static bool IsValid(string? text) => text is { Length: Length } && text.All(char.IsAsciiHexDigitLower);

    private static string OfText(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..Length];
}
