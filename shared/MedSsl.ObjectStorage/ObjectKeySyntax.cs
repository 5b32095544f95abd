using System.Text;

namespace MedSsl.ObjectStorage;

/// <summary>
/// Which keys every store accepts alike: what S3, XML listings and a file system can all hold, and where the order of UTF-16 units,
/// of UTF-8 bytes and of a directory walk is the same.
/// </summary>
public static class ObjectKeySyntax
{
    /// <summary>Limit for a whole key, in bytes of UTF-8: half of what S3 allows, because the MinIO SDK refuses more characters.</summary>
    public const int MaxKeyBytes = 512;

    /// <summary>Limit of Linux file systems for one name, in bytes of UTF-8.</summary>
    public const int MaxSegmentBytes = 255;

    /// <summary>Throws an <see cref="ArgumentException"/> that says what is wrong with an illegal key.</summary>
    public static void RequireKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Require(Fault(key, isPrefix: false), key, nameof(key));
    }

    /// <summary>The same for a prefix, which may be empty and may end within or after a segment.</summary>
    public static void RequirePrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        Require(prefix.Length == 0 ? null : Fault(prefix, isPrefix: true), prefix, nameof(prefix));
    }

    private static void Require(string? fault, string key, string parameter)
    {
        if (fault is not null)
        {
            throw new ArgumentException($"The object key '{Printable(key)}' is illegal: {fault}.", parameter);
        }
    }

    private static string? Fault(string key, bool isPrefix)
    {
        foreach (var unit in key)
        {
            if (char.IsControl(unit) || unit is '\\' or '\uFFFE' or '\uFFFF' || char.IsSurrogate(unit))
            {
                return $"it contains U+{(int)unit:X4}; backslashes, control characters and characters beyond U+FFFD are refused";
            }
        }

        if (Encoding.UTF8.GetByteCount(key) > MaxKeyBytes)
        {
            return $"it is longer than {MaxKeyBytes} bytes of UTF-8";
        }

        var segments = key.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            var segment = segments[i];
            var isOpenEnd = isPrefix && i == segments.Length - 1;
            if (segment.Length == 0 && !(isOpenEnd && i > 0))
            {
                return "it has an empty segment (it is empty, begins or ends with '/', or holds '//')";
            }

            // At the open end of a prefix they may begin a legal name.
            if (segment is "." or ".." && !isOpenEnd)
            {
                return "it has a segment '.' or '..'";
            }

            if (Encoding.UTF8.GetByteCount(segment) > MaxSegmentBytes)
            {
                return $"it has a segment longer than {MaxSegmentBytes} bytes of UTF-8";
            }
        }

        return null;
    }

    // A key in a message must not break the line of a log.
    private static string Printable(string key)
    {
        var shown = key.Length > 200 ? key[..200] + "…" : key;
        return string.Concat(shown.Select(unit => char.IsControl(unit) || char.IsSurrogate(unit) ? '\uFFFD' : unit));
    }
}
