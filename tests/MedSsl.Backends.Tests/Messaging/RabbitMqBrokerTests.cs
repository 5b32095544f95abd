using System.Collections.Concurrent;
using System.Diagnostics;
using MedSsl.Contracts;
using MedSsl.Messaging;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Backends.Tests.Messaging;

/// <summary>What only a broker can show: foreign clients, lost connections, its own death.</summary>
[Collection(RabbitMqTests.Name)]
public sealed class RabbitMqBrokerTests(RabbitMqServer server)
{
    private const string PingExchange = "MedSsl.Backends.Tests.Messaging:Ping";

    private readonly string _queue = "broker-" + Guid.NewGuid().ToString("N");

    [Theory]
    [InlineData("application/json")]
    [InlineData(null)]
    public async Task A_bare_client_publishes_plain_json_to_the_exchange_of_the_message_or_to_the_queue(string? contentType)
    {
        var script = new Script();
        await using var bus = await TestBus.StartAsync(await OptionsAsync(), _queue, script);
        await using var client = await BareClient.ConnectAsync(server);

        await client.PublishAsync(PingExchange, "", """{ "id": "by-exchange", "unknown": [1, 2] }""", contentType);
        await client.PublishAsync("", _queue, """{ "id": "by-queue", "note": "hello" }""", contentType);

        await Eventually.TrueAsync(() => Task.FromResult(script.Done.Count == 2), "both messages");
        Assert.Equal(["by-exchange", "by-queue"], script.Done.Select(delivery => delivery.Id).Order());
        Assert.Equal("hello", script.Done.Single(delivery => delivery.Id == "by-queue").Context.Message.Note);
    }

    [Fact]
    public async Task Plain_json_keeps_its_content_through_a_tier()
    {
        var script = new Script(delivery => delivery.Attempt < 4 ? throw new IOException("away") : Task.CompletedTask);
        await using var bus = await TestBus.StartAsync(await OptionsAsync(), _queue, script);
        await using var client = await BareClient.ConnectAsync(server);
        await client.PublishAsync(PingExchange, "", """{ "id": "a", "note": "kept" }""", "application/json");
        await Eventually.TrueAsync(() => Task.FromResult(!script.Done.IsEmpty), "the message");
        Assert.Equal("kept", Assert.Single(script.Done).Context.Message.Note);
        Assert.Equal(4, script.Attempts.Count);
    }

    [Fact]
    public async Task A_bare_client_that_gives_a_reply_queue_is_answered()
    {
        var script = new Script(delivery => delivery.Attempt < 4
            ? throw new IOException("away")
            : delivery.Context.AnswerAsync(new CommandAccepted { Id = delivery.Id, AcceptedAt = DateTimeOffset.UnixEpoch }));
        await using var bus = await TestBus.StartAsync(await OptionsAsync(), _queue, script);
        await using var client = await BareClient.ConnectAsync(server);
        var replies = await client.DeclareReplyQueueAsync();
        await client.PublishAsync(PingExchange, "", """{ "id": "run-7" }""", "application/json", replies);
        var answer = await client.TakeAsync(replies);
        Assert.Equal("""{"id":"run-7","acceptedAt":"1970-01-01T00:00:00+00:00","note":null}""", answer);
    }

    [Theory]
    [InlineData("this is not json")]
    [InlineData("""{ "note": "the required id is missing" }""")]
    [InlineData("")]
    public async Task What_is_not_the_message_goes_to_the_error_queue_without_retries_and_the_rest_goes_on(string body)
    {
        var script = new Script();
        await using var bus = await TestBus.StartAsync(await OptionsAsync(), _queue, script, concurrency: 1);
        await using var client = await BareClient.ConnectAsync(server);
        await client.PublishAsync("", _queue, body, "application/json");
        await client.PublishAsync("", _queue, """{ "id": "well" }""", "application/json");
        await Eventually.TrueAsync(() => Task.FromResult(script.Done.Any(delivery => delivery.Id == "well")), "the message behind it");
        Assert.Equal(body, await client.TakeAsync(_queue + "_error"));
        Assert.Single(script.Attempts);
    }

    [Fact]
    public async Task A_delivery_whose_connection_drops_is_delivered_again()
    {
        var options = await OptionsAsync();
        await DeclareAsync(options);
        await using (var lost = await BareClient.ConnectAsync(server))
        {
            await lost.PublishAsync("", _queue, """{ "id": "a" }""", "application/json");
            await lost.ReceiveWithoutAnswerAsync(_queue);
        }

        var script = new Script();
        await using var bus = await TestBus.StartAsync(options, _queue, script);
        await Eventually.TrueAsync(() => Task.FromResult(!script.Done.IsEmpty), "the redelivery");
        Assert.True(Assert.Single(script.Done).Context.ReceiveContext.Redelivered);
    }

    [Fact]
    public async Task A_message_that_kills_its_consumer_each_time_ends_in_the_error_queue()
    {
        var options = await OptionsAsync();
        options.DeliveryLimit = 2;
        await DeclareAsync(options);
        await using var client = await BareClient.ConnectAsync(server);
        await client.PublishAsync("", _queue, """{ "id": "killer" }""", "application/json");
        for (var death = 0; death <= options.DeliveryLimit; death++)
        {
            await using var victim = await BareClient.ConnectAsync(server);
            await victim.ReceiveWithoutAnswerAsync(_queue);
        }

        Assert.Contains("killer", await client.TakeAsync(_queue + "_error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_consumer_that_is_stopped_before_it_ends_leaves_its_message_to_the_next()
    {
        var options = await OptionsAsync();
        options.StopTimeout = TimeSpan.FromSeconds(1);
        var stuck = new Script(delivery => Task.Delay(Timeout.Infinite, delivery.Context.CancellationToken));
        var first = await TestBus.StartAsync(options, _queue, stuck);
        await first.PublishAsync("a");
        await Eventually.TrueAsync(() => Task.FromResult(!stuck.Attempts.IsEmpty), "the first consumer to take it");
        await first.DisposeAsync();

        var script = new Script();
        await using var second = await TestBus.StartAsync(options, _queue, script);
        await Eventually.TrueAsync(() => Task.FromResult(!script.Done.IsEmpty), "the second consumer to get it");
        Assert.Empty(stuck.Done);
    }

    [Fact]
    public async Task A_message_whose_tier_was_deleted_is_not_lost()
    {
        var options = await OptionsAsync();
        var script = new Script(_ => throw new IOException("away"));
        await using var bus = await TestBus.StartAsync(options, _queue, script);
        await using var client = await BareClient.ConnectAsync(server);
        await client.DeleteQueueAsync($"{_queue}_retry_600ms");
        await bus.PublishAsync("a");
        Assert.Contains("\"a\"", await client.TakeAsync(_queue + "_error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queues_are_declared_as_documented()
    {
        await DeclareAsync(await OptionsAsync());
        await using var client = await BareClient.ConnectAsync(server);
        var error = _queue + "_error";
        // The broker refuses a declaration whose arguments are not those of the existing queue.
        await client.DeclareQueueAsync(_queue, DeadLettering(error, ("x-delivery-limit", 20)));
        await client.DeclareQueueAsync($"{_queue}_retry_600ms", DeadLettering(_queue, ("x-message-ttl", 600)));
        await client.DeclareQueueAsync(error, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
    }

    [Fact]
    public async Task Nothing_confirmed_is_lost_when_the_broker_is_killed()
    {
        var options = await OptionsAsync();
        await DeclareAsync(options);
        var confirmed = new ConcurrentBag<string>();
        await using (var publisher = await TestBus.StartAsync(options))
        {
            using var stop = new CancellationTokenSource();
            var publishing = Task.WhenAll(Enumerable.Range(0, 8).Select(lane => PublishUntilAsync(publisher, lane, confirmed, stop.Token)));

            // Queue and binding are metadata, which the broker keeps in memory for up to two seconds before it writes them; no confirm covers
            // that. Killed younger than this it forgets the binding, and what is confirmed afterwards reaches no queue.
            var declared = Stopwatch.GetTimestamp();
            await Eventually.TrueAsync(() => Task.FromResult(confirmed.Count > 200 && Stopwatch.GetElapsedTime(declared) > TimeSpan.FromSeconds(5)), "messages before the kill");
            await server.KillAsync();
            var before = confirmed.Count;
            await server.StartAgainAsync();
            await Eventually.TrueAsync(() => Task.FromResult(confirmed.Count > before + 50), "the publisher to go on by itself", TimeSpan.FromSeconds(90));
            await stop.CancelAsync();
            await publishing;
        }

        var script = new Script();
        await using var consumer = await TestBus.StartAsync(options, _queue, script, concurrency: 64);
        await Eventually.TrueAsync(
            () => Task.FromResult(confirmed.ToHashSet().IsSubsetOf(script.Done.Select(delivery => delivery.Id))),
            $"all {confirmed.Count} confirmed messages",
            TimeSpan.FromSeconds(60));
    }

    private static Dictionary<string, object?> DeadLettering(string exchange, (string Name, int Value) own) => new()
    {
        ["x-queue-type"] = "quorum",
        ["x-dead-letter-exchange"] = exchange,
        ["x-dead-letter-strategy"] = "at-least-once",
        ["x-overflow"] = "reject-publish",
        [own.Name] = own.Value,
    };

    private static async Task PublishUntilAsync(TestBus bus, int lane, ConcurrentBag<string> confirmed, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var id = $"{lane}-{i}";
            // A publish that the death of the broker caught may wait for a confirm that never comes: the sender gives it a limit of its own.
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(TimeSpan.FromSeconds(10));
            try
            {
                await bus.PublishAsync(id, limit.Token);
                confirmed.Add(id);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
            {
                // Not confirmed: the sender knows it and would send again. Only confirmed messages count here.
                await Task.Delay(100, CancellationToken.None);
            }
        }
    }

    private async Task<MessagingOptions> OptionsAsync()
    {
        var options = await server.OptionsAsync();
        options.ImmediateRetries = 2;
        options.ImmediateRetryDelay = TimeSpan.FromMilliseconds(10);
        options.RetryTiers = [TimeSpan.FromMilliseconds(600)];
        return options;
    }

    /// <summary>Starts and stops a service, so that its queues exist and nobody reads them.</summary>
    private async Task DeclareAsync(MessagingOptions options)
    {
        await using var bus = await TestBus.StartAsync(options, _queue);
    }
}
