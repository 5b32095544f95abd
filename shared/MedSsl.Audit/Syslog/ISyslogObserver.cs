namespace MedSsl.Audit.Syslog;

/// <summary>Is told how forwarding goes.</summary>
public interface ISyslogObserver
{
    /// <summary>The collector cannot be reached or hung up.</summary>
    /// <param name="exception">Why; where it hung up, how long after the handshake, and which certificate we had shown.</param>
    /// <param name="delay">When it is tried again.</param>
    void Lost(Exception exception, TimeSpan delay);

    /// <summary>Messages were written to the collector.</summary>
    /// <param name="messages">How many.</param>
    void Sent(int messages);

    /// <summary>What waits.</summary>
    /// <param name="bytes">Bytes of records that were not sent.</param>
    void Waiting(long bytes);
}
