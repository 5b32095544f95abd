using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Privacy;
using MedSsl.Messaging;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>Records a withdrawal, or refuses it with every reason; <see cref="WithdrawalWork"/> does it.</summary>
internal sealed class WithdrawPatientConsumer(WithdrawalAcceptance acceptance, WithdrawalWork work, TimeProvider time) : IConsumer<WithdrawPatient>
{
    public async Task Consume(ConsumeContext<WithdrawPatient> context)
    {
        var command = context.Message;
        var reasons = await acceptance.AcceptAsync(command, context.CancellationToken);
        if (reasons.Count > 0)
        {
            await context.AnswerAsync(new CommandRejected { Id = command.WithdrawalId ?? "", Command = nameof(WithdrawPatient), Reasons = reasons, RejectedAt = time.GetUtcNow() });
            return;
        }

        work.Wake();
        await context.AnswerAsync(new CommandAccepted { Id = command.WithdrawalId, AcceptedAt = time.GetUtcNow() });
    }
}
