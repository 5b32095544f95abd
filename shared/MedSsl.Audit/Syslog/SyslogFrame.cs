using System.Globalization;
using System.Text;
using MedSsl.Audit.Chain;

namespace MedSsl.Audit.Syslog;

/// <summary>
/// An audit message as syslog wants it: RFC 5424 inside, counted octets of RFC 5425 around. Facility 10 (security), severity 5 (notice), message id of
/// PS3.15 A.6; the process id is the chain and the standard's <c>sequenceId</c> the number in it, by which a collector tells gaps and repeats.
/// </summary>
internal static class SyslogFrame
{
    private const int Priority = 10 * 8 + 5;
    private const string Application = "medssl";
    private const string MessageId = "DICOM+RFC3881";
    private const int MaxHost = 255;

    public static byte[] Write(ChainRecord record, string chain, string host)
    {
        // sequenceId has 31 bits and begins again at 1 (RFC 5424 7.3.1).
        var sequence = (record.Sequence - 1) % int.MaxValue + 1;
        var message = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"<{Priority}>1 {record.At:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {Printable(host)} {Application} {chain} {MessageId} [meta sequenceId=\"{sequence}\"] \uFEFF{record.Content}"));
        return [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{message.Length} ")), .. message];
    }

    private static string Printable(string host)
    {
        var clean = string.Concat(host.Where(character => character is > ' ' and <= '~').Take(MaxHost));
        return clean.Length > 0 ? clean : "-";
    }
}
