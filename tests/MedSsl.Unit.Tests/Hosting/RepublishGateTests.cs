using MedSsl.Hosting;
using MedSsl.Hosting.Reconciliation;
using MedSsl.Messaging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Hosting;

public sealed class RepublishGateTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void IsDue_only_after_the_time_and_then_once_per_time()
    {
        var gate = Gate(MessagingOptions.RabbitMQ);
        var since = time.GetUtcNow();
        time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        Assert.False(gate.IsDue("a", since));
        time.Advance(TimeSpan.FromTicks(1));
        Assert.True(gate.IsDue("a", since));
        Assert.False(gate.IsDue("a", since));
        Assert.True(gate.IsDue("b", since)); // another key has its own time
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.True(gate.IsDue("a", since));
    }

    [Fact]
    public void IsDue_in_memory_message_from_before_the_start_at_once_and_once()
    {
        var gate = Gate(MessagingOptions.InMemory);
        Assert.True(gate.IsDue("old", time.GetUtcNow() - TimeSpan.FromSeconds(1)));
        Assert.False(gate.IsDue("old", time.GetUtcNow() - TimeSpan.FromSeconds(1)));
        Assert.False(gate.IsDue("new", time.GetUtcNow())); // this process itself published it
    }

    [Fact]
    public void IsDue_broker_keeps_messages_from_before_the_start() =>
        Assert.False(Gate(MessagingOptions.RabbitMQ).IsDue("old", time.GetUtcNow() - TimeSpan.FromSeconds(1)));

    private RepublishGate Gate(string transport) => new(Options.Create(new HostingOptions()), Options.Create(new MessagingOptions { Transport = transport }), time);
}
