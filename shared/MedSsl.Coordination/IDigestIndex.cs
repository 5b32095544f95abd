namespace MedSsl.Coordination;

/// <summary>
/// The last digest of each of very many names, in as little memory as that takes. It saves work and never decides: an entry may be missing, and the whole
/// index may be lost and filled again. Names and digests are kept as hashes; that two of them are taken for the same by mistake (<see cref="DigestIndexEntry"/>)
/// is as likely as a collision of 115 bits.
/// </summary>
public interface IDigestIndex
{
    /// <summary>What the index knows of a name.</summary>
    Task<DigestMatch> FindAsync(string name, string digest, CancellationToken cancellationToken);

    /// <summary>Notes the digest of a name in place of an earlier one.</summary>
    Task SetAsync(string name, string digest, CancellationToken cancellationToken);

    /// <summary>Whether somebody filled the index since it was empty.</summary>
    Task<bool> IsFilledAsync(CancellationToken cancellationToken);

    /// <summary>Notes that the index has been filled.</summary>
    Task MarkFilledAsync(CancellationToken cancellationToken);
}
