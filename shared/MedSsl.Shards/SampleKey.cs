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
        var text = string.Create(CultureInfo.InvariantCulture, $"{sopInstanceUid}:{frame}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..Length];
    }

    /// <summary>Whether <paramref name="text"/> has the form of a key.</summary>
    public static bool IsValid(string? text) => text is { Length: Length } && text.All(char.IsAsciiHexDigitLower);
}
