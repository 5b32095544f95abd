namespace MedSsl.Messaging;

/// <summary>
/// Address of a consumer's queue, for the rare message that is sent instead of published. MassTransit's own <c>queue:</c> addresses must
/// not be used: on RabbitMQ they declare the queue without its arguments, the broker refuses that, and the send waits for ever.
/// </summary>
public static class QueueAddress
{
    /// <summary>Address of the queue with the given name, the kebab-case name of its consumer.</summary>
    public static Uri Of(string queue)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(queue);
        return new Uri("exchange:" + queue);
    }
}
