using MedSsl.Testing.Servers;
using Xunit;

namespace MedSsl.Backends.Tests.Servers;

/// <summary>Redis. Tests that use it share a collection: one of them kills it.</summary>
public sealed class RedisServer() : LocalServer("redis.sh");

[CollectionDefinition(Name)]
public sealed class RedisTests : ICollectionFixture<RedisServer>
{
    public const string Name = "Redis";
}
