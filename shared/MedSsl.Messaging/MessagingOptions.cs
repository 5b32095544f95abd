using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MedSsl.Messaging;

/// <summary>How a service reaches the bus and how often a message is tried again. Section <c>Bus</c>.</summary>
public sealed class MessagingOptions : IValidatableObject
{
    /// <summary>Name of the configuration section.</summary>
    public const string SectionName = "Bus";

    /// <summary>Transport within one process: nothing outlives it.</summary>
    public const string InMemory = "InMemory";

    /// <summary>Transport over a RabbitMQ broker, 3.10 to 4.x.</summary>
    public const string RabbitMQ = "RabbitMQ";

    private static readonly TimeSpan[] DefaultRetryTiers = [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10)];

    /// <summary><c>InMemory</c> (default) or <c>RabbitMQ</c>.</summary>
    [AllowedValues(InMemory, RabbitMQ, ErrorMessage = "Bus:Transport must be InMemory or RabbitMQ.")]
    public string Transport { get; set; } = InMemory;

    /// <summary>Host name of the broker. Default <c>localhost</c>.</summary>
    [Required(ErrorMessage = "Bus:Host must name the broker.")]
    public string Host { get; set; } = "localhost";

    /// <summary>Port of the broker. Default 5672; 5671 is usual with TLS.</summary>
    [Range(1, 65535, ErrorMessage = "Bus:Port must be from 1 to 65535.")]
    public int Port { get; set; } = 5672;

    /// <summary>Virtual host. Default <c>/</c>.</summary>
    [Required(ErrorMessage = "Bus:VirtualHost must be given; the broker's default is /.")]
    public string VirtualHost { get; set; } = "/";

    /// <summary>User. Default <c>guest</c>, which a broker accepts from its own machine only.</summary>
    [Required(ErrorMessage = "Bus:Username must be given.")]
    public string Username { get; set; } = "guest";

    /// <summary>Password of <see cref="Username"/>.</summary>
    [Required(ErrorMessage = "Bus:Password must be given.")]
    public string Password { get; set; } = "guest";

    /// <summary>Encrypts the connection (TLS 1.2 or 1.3; the certificate must be valid for <see cref="Host"/>). Default false.</summary>
    public bool UseTls { get; set; }

    /// <summary>
    /// How long a message rests after the immediate retries failed, tier by tier; then it is moved to the error queue.
    /// Without entries: 10 s, 1 min, 10 min. (An array with a default would be extended by the configuration, not replaced.)
    /// </summary>
    public TimeSpan[] RetryTiers { get; set; } = [];

    /// <summary>How often a message is tried again at once, while its delivery is held. Default 3; 0 switches it off.</summary>
    [Range(0, 10, ErrorMessage = "Bus:ImmediateRetries must be from 0 to 10.")]
    public int ImmediateRetries { get; set; } = 3;

    /// <summary>Pause before the first immediate retry; each further pause is longer by the same amount. Default 200 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10", ErrorMessage = "Bus:ImmediateRetryDelay must be from 0 to 10 s.")]
    public TimeSpan ImmediateRetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How often the broker delivers a message whose consumer dies without an answer before it moves it to the error queue: stops a
    /// message that kills its process. Default 20. Queues remember it: a change needs new queues or a broker policy.
    /// </summary>
    [Range(1, 1000, ErrorMessage = "Bus:DeliveryLimit must be from 1 to 1000.")]
    public int DeliveryLimit { get; set; } = 20;

    /// <summary>How long the start of a service waits for the broker before it fails. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "Bus:StartTimeout must be from 1 s to 1 h.")]
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a stop waits for messages being worked on; then they are cancelled, and delivered again later. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "Bus:StopTimeout must be from 1 s to 1 h.")]
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(30);

    internal IReadOnlyList<TimeSpan> EffectiveRetryTiers => RetryTiers.Length == 0 ? DefaultRetryTiers : RetryTiers;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var tiers = EffectiveRetryTiers;
        if (tiers.Any(tier => tier < TimeSpan.FromMilliseconds(1) || tier > TimeSpan.FromDays(1)))
        {
            yield return new ValidationResult($"Bus:RetryTiers must be from 1 ms to 1 day each; found {string.Join(", ", tiers)}.", [nameof(RetryTiers)]);
        }

        if (tiers.Zip(tiers.Skip(1)).Any(pair => pair.First > pair.Second))
        {
            yield return new ValidationResult($"Bus:RetryTiers must not become shorter; found {string.Join(", ", tiers)}.", [nameof(RetryTiers)]);
        }
    }

    internal void ThrowIfInvalid()
    {
        var results = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), results, validateAllProperties: true))
        {
            throw new OptionsValidationException(SectionName, typeof(MessagingOptions), results.Select(result => result.ErrorMessage!));
        }
    }
}
