using System.Diagnostics;
using MassTransit;
using MedSsl.Contracts;
using MedSsl.Messaging;
using MedSsl.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Prometheus;
using Xunit;

namespace MedSsl.Backends.Tests.Messaging;

/// <summary>What every transport promises. Each test has its own queue, so that leftovers of one cannot reach another.</summary>
public abstract class MessagingContract
{
    private protected static readonly TimeSpan Tier = TimeSpan.FromMilliseconds(600);

    private protected string Queue { get; } = "contract-" + Guid.NewGuid().ToString("N");

    /// <summary>Options of the transport under test.</summary>
    private protected abstract Task<MessagingOptions> TransportAsync();

    /// <summary>Starts so many services that compete for <see cref="Queue"/>; each is named worker-0, worker-1, ….</summary>
    private protected abstract Task<IReadOnlyList<TestBus>> StartCompetingAsync(MessagingOptions options, Script script, int count);

    /// <summary>Waits for a message in the error queue and takes it out.</summary>
    private protected abstract Task<ErrorMessage> TakeErrorAsync(TestBus bus);

    private protected async Task<MessagingOptions> OptionsAsync()
    {
        var options = await TransportAsync();
        options.ImmediateRetries = 2;
        options.ImmediateRetryDelay = TimeSpan.FromMilliseconds(10);
        options.RetryTiers = [Tier];
        return options;
    }

    [Fact]
    public async Task Publish_right_after_start_reaches_the_consumer()
    {
        var script = new Script();
        await using var bus = await TestBus.StartAsync(await OptionsAsync(), Queue, script);
        await bus.PublishAsync("a");
        await WaitAsync(script, "a");
        Assert.Equal("a", Assert.Single(script.Attempts).Id);
    }

    [Fact]
    public async Task Send_to_the_queue_reaches_the_consumer()
    {
        var script = new Script();
        await using var bus = await TestBus.StartAsync(await OptionsAsync(), Queue, script);
        var endpoint = await bus.Bus.GetSendEndpoint(QueueAddress.Of(Queue));
        await endpoint.Send(new Ping { Id = "a" });
        await WaitAsync(script, "a");
    }

    [Fact]
    public async Task Competing_consumers_share_the_messages_and_none_is_handled_twice()
    {
        const int count = 120;
        var script = new Script(_ => Task.Delay(5));
        var workers = await StartCompetingAsync(await OptionsAsync(), script, 3);
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => workers[0].PublishAsync($"m{i}")));
        await Eventually.TrueAsync(() => Task.FromResult(script.Done.Count >= count), "all messages to be consumed");
        foreach (var worker in workers)
        {
            await worker.DisposeAsync();
        }

        Assert.Equal(count, script.Attempts.Count);
        Assert.Equal(count, script.Attempts.Select(delivery => delivery.Id).Distinct().Count());
        Assert.Equal(workers.Count, script.Attempts.Select(delivery => delivery.Worker).Distinct().Count());
    }

    [Fact]
    public async Task A_transient_fault_is_retried_at_once()
    {
        var script = new Script(delivery => delivery.Attempt < 3 ? throw new IOException("the network hiccups") : Task.CompletedTask);
        await using var bus = await TestBus.StartAsync(await OptionsAsync(), Queue, script);
        await bus.PublishAsync("a");
        await WaitAsync(script, "a");
        Assert.Equal([1, 2, 3], script.Attempts.Select(delivery => delivery.Attempt));
        Assert.Equal(2, await ReadMetricAsync("medssl_bus_retried_total", Queue));
        Assert.Equal(0, await ReadMetricAsync("medssl_bus_redelivered_total", Queue));
    }

    [Fact]
    public async Task After_the_immediate_retries_the_message_rests_in_a_tier_and_does_not_hold_up_others()
    {
        var script = new Script(delivery => delivery is { Id: "sick", Attempt: < 4 } ? throw new IOException("the store is away") : Task.CompletedTask);
        await using var bus = await TestBus.StartAsync(await OptionsAsync(), Queue, script, concurrency: 1);
        await bus.PublishAsync("sick");
        await bus.PublishAsync("well");
        await WaitAsync(script, "sick");

        Assert.Equal(["well", "sick"], script.Done.Select(delivery => delivery.Id));
        var sick = script.Attempts.Where(delivery => delivery.Id == "sick").ToList();
        Assert.Equal(4, sick.Count);
        Assert.True(Stopwatch.GetElapsedTime(sick[2].At, sick[3].At) >= Tier - TimeSpan.FromMilliseconds(50), "it came back before its time");
        Assert.Equal(1, await ReadMetricAsync("medssl_bus_redelivered_total", Queue));
        Assert.Equal(0, await ReadMetricAsync("medssl_bus_faulted_total", Queue));
        await Eventually.TrueAsync(async () => await ReadMetricAsync("medssl_bus_consumed_total", Queue) == 2, "both to be counted as consumed");
    }

    [Fact]
    public async Task Poison_ends_in_the_error_queue_with_its_reason_and_the_rest_goes_on()
    {
        var script = new Script(delivery => delivery.Id == "poison" ? throw new IOException("it is poison") : Task.CompletedTask);
        await using var bus = await TestBus.StartAsync(await OptionsAsync(), Queue, script, concurrency: 1);
        await bus.PublishAsync("poison");
        await bus.PublishAsync("well");
        var error = await TakeErrorAsync(bus);
        await WaitAsync(script, "well");

        Assert.Equal("poison", error.Id);
        Assert.Equal("it is poison", error.Reason);
        // Three attempts before the tier and three after it: bounded.
        Assert.Equal(6, script.Attempts.Count(delivery => delivery.Id == "poison"));
        Assert.Equal(1, await ReadMetricAsync("medssl_bus_faulted_total", Queue));
    }

    [Fact]
    public async Task Tiers_are_used_one_after_the_other()
    {
        var options = await OptionsAsync();
        options.ImmediateRetries = 0;
        options.RetryTiers = [TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(900)];
        var script = new Script(delivery => delivery.Attempt < 3 ? throw new IOException("away") : Task.CompletedTask);
        await using var bus = await TestBus.StartAsync(options, Queue, script);
        await bus.PublishAsync("a");
        await WaitAsync(script, "a");
        var at = script.Attempts.Select(delivery => delivery.At).ToList();
        Assert.True(Stopwatch.GetElapsedTime(at[0], at[1]) >= TimeSpan.FromMilliseconds(150), "it came back from the first tier before its time");
        Assert.True(Stopwatch.GetElapsedTime(at[1], at[2]) >= TimeSpan.FromMilliseconds(850), "it came back from the second tier before its time");
        Assert.Equal(2, await ReadMetricAsync("medssl_bus_redelivered_total", Queue));
    }

    [Fact]
    public async Task Invalid_input_goes_to_the_error_queue_at_once()
    {
        var script = new Script(_ => throw new InvalidInputException("expected a modality, found none"));
        await using var bus = await TestBus.StartAsync(await OptionsAsync(), Queue, script);
        await bus.PublishAsync("a");
        var error = await TakeErrorAsync(bus);
        Assert.Equal("expected a modality, found none", error.Reason);
        Assert.Single(script.Attempts);
        Assert.Equal(0, await ReadMetricAsync("medssl_bus_retried_total", Queue));
        Assert.Equal(0, await ReadMetricAsync("medssl_bus_redelivered_total", Queue));
    }

    [Fact]
    public async Task Invalid_input_discovered_after_a_rest_in_a_tier_is_not_retried_further()
    {
        var script = new Script(delivery => throw (delivery.Attempt <= 3 ? new IOException("away") : new InvalidInputException("it was bad all along")));
        await using var bus = await TestBus.StartAsync(await OptionsAsync(), Queue, script);
        await bus.PublishAsync("a");
        Assert.Equal("it was bad all along", (await TakeErrorAsync(bus)).Reason);
        Assert.Equal(4, script.Attempts.Count);
    }

    [Fact]
    public async Task An_accepted_command_is_answered_even_after_a_rest_in_a_tier()
    {
        var script = new Script(delivery => delivery.Attempt < 4
            ? throw new IOException("away")
            : delivery.Context.AnswerAsync(new CommandAccepted { Id = delivery.Id, AcceptedAt = DateTimeOffset.UnixEpoch }));
        await using var bus = await TestBus.StartAsync(await OptionsAsync(), Queue, script);
        await using var scope = bus.Services.CreateAsyncScope();
        var client = bus.Bus.CreateRequestClient<Ping>(RequestTimeout.After(s: 20));
        var answer = await client.GetResponse<CommandAccepted, CommandRejected>(new Ping { Id = "run-1" });
        Assert.True(answer.Is(out Response<CommandAccepted>? accepted));
        Assert.Equal("run-1", accepted!.Message.Id);
    }

    [Fact]
    public async Task A_rejected_command_is_answered_and_published_and_one_without_a_waiting_sender_too()
    {
        var rejected = new CommandRejected { Id = "r", Command = "Ping", Reasons = ["first", "second"], RejectedAt = DateTimeOffset.UnixEpoch };
        var script = new Script(delivery => delivery.Context.AnswerAsync(rejected));
        await using var bus = await TestBus.StartAsync(await OptionsAsync(), Queue, script);
        var published = 0;
        using var observer = bus.Bus.ConnectPublishObserver(new PublishCounter<CommandRejected>(() => Interlocked.Increment(ref published)));

        var client = bus.Bus.CreateRequestClient<Ping>(RequestTimeout.After(s: 20));
        var answer = await client.GetResponse<CommandAccepted, CommandRejected>(new Ping { Id = "waiting" });
        Assert.True(answer.Is(out Response<CommandRejected>? response));
        Assert.Equal(["first", "second"], response!.Message.Reasons);
        await bus.PublishAsync("not-waiting");
        await WaitAsync(script, "not-waiting");
        Assert.Equal(2, published);
    }

    [Fact]
    public async Task The_trace_of_the_publisher_goes_on_in_the_consumer_and_through_a_tier()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is MessagingExtensions.ActivitySourceName or "MedSsl.Test",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("MedSsl.Test");
        var script = new Script(delivery => delivery.Attempt < 4 ? throw new IOException("away") : Task.CompletedTask);
        await using var bus = await TestBus.StartAsync(await OptionsAsync(), Queue, script);
        string trace;
        using (var activity = source.StartActivity("association")!)
        {
            trace = activity.TraceId.ToString();
            await bus.PublishAsync("a");
        }

        await WaitAsync(script, "a");
        Assert.All(script.Attempts, delivery => Assert.Equal(trace, delivery.TraceId));
    }

    [Fact]
    public async Task The_gauge_of_messages_in_flight_rises_and_falls_and_durations_are_observed()
    {
        var release = new TaskCompletionSource();
        var script = new Script(_ => release.Task);
        await using var bus = await TestBus.StartAsync(await OptionsAsync(), Queue, script);
        await bus.PublishAsync("a");
        await bus.PublishAsync("b");
        await Eventually.TrueAsync(async () => await ReadMetricAsync("medssl_bus_in_flight", Queue) == 2, "two messages in flight");
        release.SetResult();
        await Eventually.TrueAsync(async () => await ReadMetricAsync("medssl_bus_in_flight", Queue) == 0, "no message in flight");
        await Eventually.TrueAsync(async () => await ReadMetricAsync("medssl_bus_consume_duration_seconds_count", Queue) == 2, "two durations");
        Assert.Equal(2, await ReadMetricAsync("medssl_bus_received_total", Queue));
        Assert.Equal(2, await ReadMetricAsync("medssl_bus_consumed_total", Queue));
    }

    [Fact]
    public async Task The_bus_reports_its_health_as_ready()
    {
        await using var bus = await TestBus.StartAsync(await OptionsAsync(), Queue);
        var health = bus.Services.GetRequiredService<HealthCheckService>();
        await Eventually.TrueAsync(
            async () =>
            {
                var report = await health.CheckHealthAsync(check => check.Tags.Contains("ready"));
                return report.Entries.TryGetValue(MessagingExtensions.HealthCheckName, out var entry) && entry.Status == HealthStatus.Healthy;
            },
            "the health check of the bus");
    }

    private protected static Task WaitAsync(Script script, string id) =>
        Eventually.TrueAsync(() => Task.FromResult(script.Done.Any(delivery => delivery.Id == id)), $"message {id} to be consumed");

    /// <summary>Sum of a series over its labels, on one queue.</summary>
    private protected static async Task<double> ReadMetricAsync(string name, string queue)
    {
        using var stream = new MemoryStream();
        await Metrics.DefaultRegistry.CollectAndExportAsTextAsync(stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray()).Split('\n')
            .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) && line.Contains($"queue=\"{queue}\"", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
    }

    private sealed class PublishCounter<TCounted>(Action count) : IPublishObserver
    {
        public Task PrePublish<T>(PublishContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class
        {
            if (typeof(T) == typeof(TCounted))
            {
                count();
            }

            return Task.CompletedTask;
        }

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
