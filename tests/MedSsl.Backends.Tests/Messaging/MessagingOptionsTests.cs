using MassTransit;
using MedSsl.Messaging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace MedSsl.Backends.Tests.Messaging;

public sealed class MessagingOptionsTests
{
    [Fact]
    public void RetryTiers_without_configuration_are_the_documented_ones() =>
        Assert.Equal([TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10)], new MessagingOptions().EffectiveRetryTiers);

    [Fact]
    public void RetryTiers_from_configuration_replace_the_default()
    {
        var options = Bind(("Bus:RetryTiers:0", "00:00:01"), ("Bus:RetryTiers:1", "00:00:05"));
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)], options.EffectiveRetryTiers);
    }

    [Theory]
    [InlineData("Bus:Transport", "Kafka", "Bus:Transport must be InMemory or RabbitMQ.")]
    [InlineData("Bus:Host", "", "Bus:Host must name the broker.")]
    [InlineData("Bus:Port", "70000", "Bus:Port must be from 1 to 65535.")]
    [InlineData("Bus:ImmediateRetries", "11", "Bus:ImmediateRetries must be from 0 to 10.")]
    [InlineData("Bus:ImmediateRetryDelay", "00:01:00", "Bus:ImmediateRetryDelay must be from 0 to 10 s.")]
    [InlineData("Bus:DeliveryLimit", "0", "Bus:DeliveryLimit must be from 1 to 1000.")]
    [InlineData("Bus:StartTimeout", "00:00:00", "Bus:StartTimeout must be from 1 s to 1 h.")]
    [InlineData("Bus:RetryTiers:0", "2.00:00:00", "Bus:RetryTiers must be from 1 ms to 1 day each; found 2.00:00:00.")]
    public void AddMessageBus_with_a_value_that_is_not_allowed_names_the_key_and_the_limits(string key, string value, string message)
    {
        var options = Bind((key, value));
        var exception = Assert.Throws<OptionsValidationException>(() => new ServiceCollection().AddMessageBus(options, _ => { }));
        Assert.Equal(message, Assert.Single(exception.Failures));
    }

    [Fact]
    public void AddMessageBus_with_tiers_that_become_shorter_is_refused()
    {
        var options = Bind(("Bus:RetryTiers:0", "00:01:00"), ("Bus:RetryTiers:1", "00:00:01"));
        var exception = Assert.Throws<OptionsValidationException>(() => new ServiceCollection().AddMessageBus(options, _ => { }));
        Assert.Contains("00:01:00, 00:00:01", Assert.Single(exception.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void AddMessageBus_twice_in_one_service_is_refused()
    {
        var services = new ServiceCollection().AddMessageBus(new MessagingOptions(), _ => { });
        Assert.Throws<ConfigurationException>(() => services.AddMessageBus(new MessagingOptions(), _ => { }));
    }

    private static MessagingOptions Bind(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value)).Build();
        return configuration.GetSection(MessagingOptions.SectionName).Get<MessagingOptions>()!;
    }
}
