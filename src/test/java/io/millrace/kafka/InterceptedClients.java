package io.millrace.kafka;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Clients whose calls can be changed on their way: those of the producer, of the group's member, and its call-backs. */
class InterceptedClients implements LoopClients {
    /** A call on its way to a client. */
    record Call(Object client, Method method, Object[] given) {
        boolean is(String name) {
            return method.getName().equals(name);
        }

        Object proceed() throws Throwable {
            try {
                return method.invoke(client, given);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    private interface Interceptor {
        Object intercept(Call call) throws Throwable;
    }

    private final LoopClients inner;
    protected Producer<byte[], byte[]> producer;
    protected Consumer<byte[], byte[]> member;

    InterceptedClients(LoopClients inner) {
        this.inner = inner;
    }

    protected Object ofProducer(Call call) throws Throwable {
        return call.proceed();
    }

    protected Object ofMember(Call call) throws Throwable {
        return call.proceed();
    }

    protected void revoked(Collection<TopicPartition> partitions, ConsumerRebalanceListener loop) {
        loop.onPartitionsRevoked(partitions);
    }

    @Override
    public Topics.Layout topics() {
        return inner.topics();
    }

    @Override
    public Producer<byte[], byte[]> producer(int maxRecordBytes) {
        producer = inner.producer(maxRecordBytes);
        return intercept(Producer.class, producer, this::ofProducer);
    }

    @Override
    public Consumer<byte[], byte[]> member(RebalanceWatch.Listener rebalances) {
        member = inner.member(rebalances);
        return intercept(Consumer.class, member, call -> {
            if (call.is("subscribe")) {
                call.given[1] = intercept(ConsumerRebalanceListener.class, call.given[1], this::ofListener);
            }
            return ofMember(call);
        });
    }

    @SuppressWarnings("unchecked")
    private Object ofListener(Call call) throws Throwable {
        if (call.is("onPartitionsRevoked")) {
            revoked((Collection<TopicPartition>) call.given[0], (ConsumerRebalanceListener) call.client);
            return null;
        }
        return call.proceed();
    }

    @Override
    public Limits limits() {
        return inner.limits();
    }

    @Override
    public Consumer<byte[], byte[]> reader(IsolationLevel isolation) {
        return inner.reader(isolation);
    }

    @Override
    public Consumer<byte[], byte[]> follower() {
        return inner.follower();
    }

    @Override
    public void abortOrphans() {
        inner.abortOrphans();
    }

    @Override
    public boolean partitionWithoutOwner(int partitions) {
        return inner.partitionWithoutOwner(partitions);
    }

    @SuppressWarnings("unchecked") // the type argument is that of the client
    private static <T> T intercept(Class<?> type, Object client, Interceptor interceptor) {
        return (T) Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, given) -> interceptor.intercept(new Call(client, method, given)));
    }
}
