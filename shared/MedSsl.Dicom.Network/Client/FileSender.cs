using System.Globalization;
using System.Runtime.CompilerServices;

namespace MedSsl.Dicom.Network.Client;

/// <summary>
/// Sends files as they are stored: a presentation context for every SOP class and transfer syntax among them, nothing transcoded. As many associations
/// one after another as the contexts need; files of one kind stay together.
/// </summary>
public static class FileSender
{
    /// <summary>Sends all files; each gives one result, in an order that suits the associations.</summary>
    /// <param name="options">Whom to send to.</param>
    /// <param name="files">Paths of the files.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DicomClientException">The peer cannot be reached, refuses an association or ends it; what came before was sent.</exception>
    public static async IAsyncEnumerable<FileResult> SendAsync(
        DicomClientOptions options, IEnumerable<string> files, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(files);
        var sendable = new List<Sendable>();
        foreach (var file in files)
        {
            if (TryRead(file, out var found, out var problem))
            {
                sendable.Add(found);
            }
            else
            {
                yield return new FileResult(file, null, problem);
            }
        }

        foreach (var kinds in sendable.GroupBy(file => new ProposedContext(file.Meta.SopClassUid, file.Meta.TransferSyntaxUid)).Chunk(ProposedContext.MaxCount))
        {
            await using var client = await DicomClient.ConnectAsync(options, [.. kinds.Select(kind => kind.Key)], cancellationToken);
            foreach (var file in kinds.SelectMany(kind => kind))
            {
                yield return await SendAsync(client, file, cancellationToken);
            }

            await client.ReleaseAsync(cancellationToken);
        }
    }

    private static async Task<FileResult> SendAsync(DicomClient client, Sendable file, CancellationToken cancellationToken)
    {
        if (!client.Accepts(file.Meta.SopClassUid, file.Meta.TransferSyntaxUid))
        {
            return new FileResult(file.Path, null,
                $"the peer does not take {StorageSopClasses.NameOf(file.Meta.SopClassUid)} in {TransferSyntaxes.NameOf(file.Meta.TransferSyntaxUid)} ({file.Meta.TransferSyntaxUid})");
        }

        await using var content = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: false);
        content.Position = file.Offset;
        var result = await client.StoreAsync(file.Meta, content, cancellationToken);
        var comment = result.Comment.Length > 0 ? $": {result.Comment}" : "";
        return new FileResult(file.Path, result.Status, result.IsStored ? null : string.Create(CultureInfo.InvariantCulture, $"the peer answered status {result.Status:X4}{comment}"));
    }

    private static bool TryRead(string path, out Sendable file, out string? problem)
    {
        file = null!;
        try
        {
            using var content = File.OpenHandle(path);
            var head = new byte[Math.Min(FileMeta.MaxLength, RandomAccess.GetLength(content))];
            var length = RandomAccess.Read(content, head, 0);
            if (!FileMeta.TryRead(head.AsSpan(0, length), out var meta, out var offset, out problem))
            {
                return false;
            }

            file = new Sendable(path, meta, offset);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problem = exception.Message;
            return false;
        }
    }

    private sealed record Sendable(string Path, FileMeta Meta, int Offset);
}
