namespace MedSsl.Dicom.Network.Server;

/// <summary>How a connection ended.</summary>
public enum AssociationEnd
{
    /// <summary>The peer released the association.</summary>
    Released,

    /// <summary>We refused the association.</summary>
    Rejected,

    /// <summary>The peer aborted.</summary>
    AbortedByPeer,

    /// <summary>We aborted: the peer broke the protocol.</summary>
    ProtocolViolation,

    /// <summary>We aborted: nothing came for too long.</summary>
    TimedOut,

    /// <summary>The connection broke.</summary>
    ConnectionLost,

    /// <summary>The TLS handshake failed.</summary>
    TlsFailed,

    /// <summary>The server stops.</summary>
    Stopped,

    /// <summary>Nothing was asked for: a port scan or a health check.</summary>
    NoRequest,

    /// <summary>A fault of ours.</summary>
    Failed,
}
