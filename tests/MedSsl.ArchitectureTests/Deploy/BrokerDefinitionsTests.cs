using System.Text.Json;
using System.Text.RegularExpressions;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.ArchitectureTests.Deploy;

/// <summary>deploy/rabbitmq: a user without power over the broker, and a place for poison.</summary>
public sealed class BrokerDefinitionsTests
{
    private const string Definitions = "deploy/rabbitmq/definitions.json";

    private readonly string folder = Repository.NewTemporaryFolder();

    [Fact]
    public void Start_puts_the_user_into_definitions_that_only_the_broker_may_read()
    {
        Start("medssl", "pw_1-x").ShouldSucceed();

        using var definitions = JsonDocument.Parse(File.ReadAllText(Rendered));
        var user = Assert.Single(definitions.RootElement.GetProperty("users").EnumerateArray());
        Assert.Equal("medssl", user.GetProperty("name").GetString());
        Assert.Equal("pw_1-x", user.GetProperty("password").GetString());
        Assert.Empty(user.GetProperty("tags").EnumerateArray());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Rendered));
        Assert.DoesNotContain('@', File.ReadAllText(Rendered));
    }

    [Theory]
    [InlineData("medssl", "a\"b")]
    [InlineData("med/ssl", "secret")]
    [InlineData("medssl", "")]
    public void Start_refuses_what_would_break_the_definitions(string user, string password)
    {
        Assert.NotEqual(0, Start(user, password).ExitCode);
        Assert.False(File.Exists(Rendered));
    }

    [Theory]
    [InlineData("configure", "normalize-series", true)]
    [InlineData("configure", "MedSsl.Contracts.Ingestion:SeriesCompleted", true)]
    [InlineData("configure", "amq.fanout", false)]
    [InlineData("configure", "medssl-poison", false)]
    [InlineData("write", "amq.default", true)]
    [InlineData("write", "amq.topic", false)]
    [InlineData("read", "normalize-series_error", true)]
    [InlineData("read", "amq.rabbitmq.trace", false)]
    public void Permissions_end_at_the_platforms_own_names(string kind, string name, bool allowed)
    {
        using var definitions = JsonDocument.Parse(Tool.Read(Definitions));
        var permission = Assert.Single(definitions.RootElement.GetProperty("permissions").EnumerateArray());

        Assert.Equal(allowed, Regex.IsMatch(name, permission.GetProperty(kind).GetString()!));
    }

    [Theory]
    [InlineData("normalize-series", "poison")]
    [InlineData("normalize-series_retry_10000ms", "poison")]
    [InlineData("normalize-series_error", "set-aside")]
    [InlineData("normalize-series_skipped", "set-aside")]
    [InlineData("medssl-poison", "set-aside")]
    public void Every_queue_has_a_delivery_limit_by_policy(string queue, string policy)
    {
        // As the broker does it: of the policies that match, the one with the highest priority, and no other.
        var effective = Policies().Where(candidate => Regex.IsMatch(queue, candidate.GetProperty("pattern").GetString()!))
            .MaxBy(candidate => candidate.GetProperty("priority").GetInt32());

        Assert.Equal(policy, effective.GetProperty("name").GetString());
        Assert.True(effective.GetProperty("definition").GetProperty("delivery-limit").GetInt32() > 0);
    }

    [Fact]
    public void Poison_goes_to_a_queue_that_exists_and_keeps_it()
    {
        var poison = Policies().Single(policy => policy.GetProperty("name").GetString() == "poison").GetProperty("definition");
        var aside = Policies().Single(policy => policy.GetProperty("name").GetString() == "set-aside").GetProperty("definition");
        using var definitions = JsonDocument.Parse(Tool.Read(Definitions));
        var binding = Assert.Single(definitions.RootElement.GetProperty("bindings").EnumerateArray());

        Assert.Equal(binding.GetProperty("source").GetString(), poison.GetProperty("dead-letter-exchange").GetString());
        Assert.Contains(definitions.RootElement.GetProperty("queues").EnumerateArray(), queue => queue.GetProperty("name").ValueEquals(binding.GetProperty("destination").GetString()));
        Assert.False(aside.TryGetProperty("dead-letter-exchange", out _));
        // A routing key here would also be taken by queues that name an exchange of their own and no key.
        Assert.False(poison.TryGetProperty("dead-letter-routing-key", out _));
    }

    private static List<JsonElement> Policies()
    {
        using var definitions = JsonDocument.Parse(Tool.Read(Definitions));
        return [.. definitions.RootElement.Clone().GetProperty("policies").EnumerateArray()];
    }

    private string Rendered => Path.Combine(folder, "definitions.json");

    /// <summary>Runs start.sh with a broker that does nothing.</summary>
    private ToolResult Start(string user, string password)
    {
        Tool.WriteScript(folder, "docker-entrypoint.sh", "[ \"$1\" = rabbitmq-server ] && [ -z \"${RABBITMQ_PASSWORD:-}\" ] && [ -f \"$RABBITMQ_CONFIG_FILE\" ]\n");
        return Tool.Run("bash", ["deploy/rabbitmq/start.sh"], environment: new Dictionary<string, string>
        {
            ["PATH"] = folder + ":" + Environment.GetEnvironmentVariable("PATH"),
            ["MEDSSL_DEFINITIONS"] = Rendered,
            ["RABBITMQ_USER"] = user,
            ["RABBITMQ_PASSWORD"] = password,
        });
    }
}
