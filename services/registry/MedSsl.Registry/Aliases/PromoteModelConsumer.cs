using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Models;
using MedSsl.Messaging;
using MedSsl.Registry.Versions;

namespace MedSsl.Registry.Aliases;

/// <summary>Points an alias at a version, or refuses with every reason.</summary>
internal sealed class PromoteModelConsumer(ModelVersions versions, ModelAliases aliases, TimeProvider time) : IConsumer<PromoteModel>
{
    public async Task Consume(ConsumeContext<PromoteModel> context)
    {
        var command = context.Message;
        var id = $"{command.Model}/{command.Alias}";
        var reasons = await ViolationsAsync(command, context.CancellationToken);
        if (reasons.Count > 0)
        {
            await context.AnswerAsync(new CommandRejected { Id = id, Command = nameof(PromoteModel), Reasons = reasons, RejectedAt = time.GetUtcNow() });
            return;
        }

        await aliases.SetAsync(command.Model, command.Alias, command.Version, command.RequestedBy, context.CancellationToken);
        await context.Publish(
            new ModelPromoted { Model = command.Model, Alias = command.Alias, Version = command.Version, PromotedAt = time.GetUtcNow() }, context.CancellationToken);
        await context.AnswerAsync(new CommandAccepted { Id = id, AcceptedAt = time.GetUtcNow() });
    }

    private async Task<List<string>> ViolationsAsync(PromoteModel command, CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        reasons.AddRange(Names.Violation(command.Model) is { } model ? [$"model: {model}"] : []);
        reasons.AddRange(Names.Violation(command.Alias) is { } alias ? [$"alias: {alias}"] : int.TryParse(command.Alias, out _) ? ["alias: a number would be mistaken for a version"] : []);
        if (Names.Violation(command.Model) is null && await versions.FindAsync(command.Model, command.Version, cancellationToken) is null)
        {
            reasons.Add($"version: {command.Model} has no version {command.Version}");
        }

        return reasons;
    }
}
