using System.Net;
using System.Xml;

namespace MedSsl.ObjectStorage.Minio;

/// <summary>An error answer of the data plane.</summary>
internal sealed class S3Fault(HttpStatusCode status, string code, string message) : Exception($"{(int)status} {code} {message}".TrimEnd())
{
    // An error document is a few hundred bytes; a proxy in between may send a page instead.
    private const int MaxDocumentBytes = 64 * 1024;

    public HttpStatusCode Status { get; } = status;

    public bool IsMissingKey => Status == HttpStatusCode.NotFound && code != "NoSuchBucket";

    /// <summary>409 is the answer of AWS to two conditional puts at once.</summary>
    public bool IsTransient =>
        (int)Status >= 500 || Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.Conflict;

    public static async Task<S3Fault> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var code = "";
        var message = response.ReasonPhrase ?? "";
        try
        {
            var buffer = new byte[MaxDocumentBytes];
            using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            using var reader = XmlReader.Create(new MemoryStream(buffer, 0, length));
            while (reader.Read())
            {
                if (reader is { NodeType: XmlNodeType.Element, Name: "Code" })
                {
                    code = reader.ReadElementContentAsString();
                }

                if (reader is { NodeType: XmlNodeType.Element, Name: "Message" })
                {
                    message = reader.ReadElementContentAsString();
                }
            }
        }
        catch (Exception fault) when (fault is XmlException or HttpRequestException or IOException)
        {
            // The status alone says enough.
        }

        return new S3Fault(response.StatusCode, code, message);
    }
}
