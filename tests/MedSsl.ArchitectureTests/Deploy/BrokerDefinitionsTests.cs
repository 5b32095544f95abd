using System.Text.Json;
using System.Text.RegularExpressions;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.ArchitectureTests.Deploy;

/// <summary>deploy/rabbitmq: a user without power over the broker, and a place for poison.</summary>
public sealed class BrokerDefinitionsTests
{
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
        using var definitions = JsonDocument.Parse(Tool.Read("deploy/rabbitmq/definitions.json"));
        var permission = Assert.Single(definitions.RootElement.GetProperty("permissions").EnumerateArray());

        Assert.Equal(allowed, Regex.IsMatch(name, permission.GetProperty(kind).GetString()!));
    }

    [Theory]
    [InlineData("normalize-series", true)]
    [InlineData("medssl-poison", false)]
    public void Poison_leaves_every_queue_but_its_own_after_a_few_deliveries(string queue, bool applies)
    {
        using var definitions = JsonDocument.Parse(Tool.Read("deploy/rabbitmq/definitions.json"));
        var policy = Assert.Single(definitions.RootElement.GetProperty("policies").EnumerateArray());

        Assert.Equal(applies, Regex.IsMatch(queue, policy.GetProperty("pattern").GetString()!));
        Assert.InRange(policy.GetProperty("definition").GetProperty("delivery-limit").GetInt32(), 1, 20);
        Assert.Equal("medssl-poison", policy.GetProperty("definition").GetProperty("dead-letter-exchange").GetString());
        // A routing key here would also be taken by queues that name an exchange of their own and no key.
        Assert.False(policy.GetProperty("definition").TryGetProperty("dead-letter-routing-key", out _));
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
