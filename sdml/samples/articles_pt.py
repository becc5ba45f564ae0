"""Knowledge-base articles of a Brazilian desk, by topic."""

__all__ = ["ARTICLES"]

ARTICLES = {
    "access": (
        (
            "Como trocar a senha de rede",
            "Abra o portal de senhas, informe o usuário e siga o código enviado. "
            "A nova senha vale em todos os sistemas em até quinze minutos.",
        ),
        (
            "Pedir acesso a um sistema",
            "O gestor abre o pedido com o nome do sistema e o perfil desejado. O "
            "acesso é criado no próximo dia útil.",
        ),
    ),
    "hardware": (
        (
            "O computador não liga",
            "Confira o cabo de força, segure o botão por dez segundos e tente "
            "outra tomada. Se a luz não acender, peça a troca da fonte.",
        ),
        (
            "Notebook lento",
            "Reinicie, feche programas que abrem com o sistema e veja o espaço em "
            "disco. Abaixo de dez por cento livre a máquina fica lenta.",
        ),
    ),
    "erp": (
        (
            "Pedido não grava no ERP",
            "Verifique se o cliente tem cadastro completo e se o período está "
            "aberto. Feche a tela, entre de novo e grave outra vez.",
        ),
        (
            "Divergência de estoque",
            "Rode a recontagem do item e compare com as notas de entrada do dia "
            "antes de pedir o ajuste.",
        ),
    ),
    "email": (
        (
            "Liberar espaço na caixa de entrada",
            "Arquive mensagens com mais de um ano e esvazie os itens excluídos. "
            "Anexos grandes devem ir para a pasta do setor.",
        ),
    ),
    "network": (
        (
            "A VPN não conecta",
            "Confira a internet de casa, feche o cliente e entre de novo com o "
            "código do autenticador. Redes de hotel costumam bloquear a VPN.",
        ),
    ),
    "software": (
        (
            "Instalar um programa",
            "Procure na central de programas. O que não está lá precisa de "
            "licença e da aprovação do gestor.",
        ),
    ),
    "printing": (
        (
            "A impressora aparece offline",
            "Desligue a impressora por um minuto, apague a fila e imprima a "
            "página de teste. Se continuar, adicione a impressora de novo.",
        ),
    ),
    "finance": (
        (
            "Nota fiscal rejeitada",
            "Leia o código da rejeição, corrija o cadastro do cliente ou o "
            "imposto do item e transmita de novo.",
        ),
    ),
    "phone": (
        (
            "Reconectar o WhatsApp da loja",
            "Abra o aparelho da loja, leia o código na tela do atendimento e "
            "espere a lista de conversas voltar.",
        ),
    ),
    "security": (
        (
            "Recebi um e-mail suspeito",
            "Não clique, não responda e encaminhe como anexo para a segurança. Se "
            "já digitou a senha, troque-a agora.",
        ),
    ),
    "hr": (
        (
            "Corrigir o ponto",
            "Peça a correção no portal até o dia cinco, com o motivo. O gestor "
            "aprova e a folha recalcula.",
        ),
    ),
    "backup": (
        (
            "Recuperar um arquivo apagado",
            "Clique na pasta com o botão direito e abra as versões anteriores. "
            "Depois de trinta dias, peça a restauração do backup.",
        ),
    ),
}
