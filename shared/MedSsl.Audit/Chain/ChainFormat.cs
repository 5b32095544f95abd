using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MedSsl.Audit.Chain;

/// <summary>
/// A chain as text. A file begins with a header (<c>MEDSSL-AUDIT-1 chain sequence before mac</c>: the first record of the file and the hash before it);
/// then come records, one a line: <c>sequence time kind mac content</c>. The hash of a record is HMAC-SHA-256 over the hash before it and the record, so
/// that whoever has the files and not the key can neither change, remove, insert nor reorder records without its being found.
/// </summary>
public static class ChainFormat
{
    private const string Magic = "MEDSSL-AUDIT-1";
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const string Kinds = "MCK"; // in the order of ChainRecordKind

    /// <summary>The key of chains, from the key of the site: whoever knows one of a site's derived keys knows no other.</summary>
    /// <param name="siteKey">The key of the site.</param>
    public static byte[] DeriveKey(byte[] siteKey) => HKDF.DeriveKey(HashAlgorithmName.SHA256, siteKey, 32, info: "medssl audit"u8.ToArray());

    /// <summary>The hash before the first record of a chain.</summary>
    /// <param name="key">The key of chains.</param>
    /// <param name="chain">Name of the chain.</param>
    public static string Genesis(byte[] key, string chain) => Mac(key, $"genesis {chain}");

    /// <summary>The hash that says that a chain was this long at some time.</summary>
    /// <param name="key">The key of chains.</param>
    /// <param name="chain">Name of the chain.</param>
    /// <param name="sequence">Its last record.</param>
    /// <param name="mac">The hash of that.</param>
    public static string Anchor(byte[] key, string chain, long sequence, string mac) => Mac(key, string.Create(CultureInfo.InvariantCulture, $"anchor {chain} {sequence} {mac}"));

    /// <summary>The hash of a record.</summary>
    /// <param name="key">The key of chains.</param>
    /// <param name="before">The hash of the record before.</param>
    /// <param name="record">The record; its own hash is not looked at.</param>
    public static string MacOf(byte[] key, string before, ChainRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Mac(key, string.Create(CultureInfo.InvariantCulture, $"{before} {record.Sequence} {record.At.ToString(Time, CultureInfo.InvariantCulture)} {Kinds[(int)record.Kind]} {record.Content}"));
    }

    /// <summary>The next record of a chain.</summary>
    /// <param name="key">The key of chains.</param>
    /// <param name="before">The hash of the record before.</param>
    /// <param name="sequence">Its number.</param>
    /// <param name="at">When it is written.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="content">Its content; one line.</param>
    public static ChainRecord Next(byte[] key, string before, long sequence, DateTimeOffset at, ChainRecordKind kind, string content)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
        {
            throw new ArgumentException("The content of a record is one line.", nameof(content));
        }

        var record = new ChainRecord(sequence, at.ToUniversalTime(), kind, "", content);
        return record with { Mac = MacOf(key, before, record) };
    }

    internal static string Line(ChainRecord record) =>
        string.Create(CultureInfo.InvariantCulture, $"{record.Sequence} {record.At.ToString(Time, CultureInfo.InvariantCulture)} {Kinds[(int)record.Kind]} {record.Mac} {record.Content}\n");

    internal static bool TryParse(string line, [NotNullWhen(true)] out ChainRecord? record)
    {
        record = null;
        if (line.Split(' ', 5) is not [var sequence, var time, [var kind], { Length: 64 } mac, var content]
            || !long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !DateTimeOffset.TryParseExact(time, Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            || !Kinds.Contains(kind, StringComparison.Ordinal))
        {
            return false;
        }

        record = new ChainRecord(number, at, (ChainRecordKind)Kinds.IndexOf(kind, StringComparison.Ordinal), mac, content);
        return true;
    }

    internal static string Header(byte[] key, ChainHeader header) => $"{Unsigned(header)} {Mac(key, Unsigned(header))}\n";

    internal static bool TryParseHeader(byte[] key, string line, [NotNullWhen(true)] out ChainHeader? header)
    {
        header = null;
        if (line.Split(' ') is not [Magic, var chain, var sequence, var before, var mac] || !long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var first))
        {
            return false;
        }

        header = new ChainHeader(chain, first, before);
        return mac == Mac(key, Unsigned(header));
    }

    private static string Unsigned(ChainHeader header) => string.Create(CultureInfo.InvariantCulture, $"{Magic} {header.Chain} {header.FirstSequence} {header.Before}");

    private static string Mac(byte[] key, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
}
