using System.Globalization;

namespace MedSsl.Ingestion;

/// <summary>An address in the configuration: <c>HOST:PORT</c>, IPv6 in brackets.</summary>
internal static class HostPort
{
    /// <summary>Host and port; null where the text is no address.</summary>
    public static (string Host, int Port)? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            ? (text[..colon].Trim('[', ']'), port)
            : null;
    }
}
