using MassTransit;
using MedSsl.Contracts;

namespace MedSsl.Messaging;

/// <summary>How a consumer answers a command, whether its sender waits for an answer or not.</summary>
public static class CommandAnswers
{
    /// <summary>Tells the sender, if it waits, that its command is recorded.</summary>
    public static Task AnswerAsync(this ConsumeContext context, CommandAccepted answer) => RespondIfAwaitedAsync(context, answer);

    /// <summary>Publishes why a command is refused, and tells the sender if it waits.</summary>
    public static async Task AnswerAsync(this ConsumeContext context, CommandRejected answer)
    {
        ArgumentNullException.ThrowIfNull(context);
        await context.Publish(answer, context.CancellationToken);
        await RespondIfAwaitedAsync(context, answer);
    }

    private static Task RespondIfAwaitedAsync<T>(ConsumeContext context, T answer)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.ResponseAddress is null ? PlainReply.SendIfAwaitedAsync(context, answer) : context.RespondAsync(answer);
    }
}
